"""Alembic runs this file to apply revisions, each in a transaction of its own."""

import psycopg
from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from mingle.migrations import TABLE_LOCK_TIMEOUT

url: str = context.config.attributes["url"]
engine = create_engine(
    "postgresql+psycopg://",
    creator=lambda: psycopg.connect(
        url, application_name="mingle migrate", options=f"-c lock_timeout={TABLE_LOCK_TIMEOUT}"
    ),
    poolclass=NullPool,
)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
