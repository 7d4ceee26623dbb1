"""Alembic runs this file to apply revisions, each in a transaction of its own."""

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from mingle.migrations import connect

engine = create_engine("postgresql+psycopg://", creator=lambda: connect(context.config), poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
