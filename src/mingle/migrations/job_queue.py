"""The tables of the job queue, which belong to Procrastinate.

Its package brings the whole schema for a new database, and a file for each change since its beginning. Which of those a
database has is kept in a table, so that a newer Procrastinate brings its changes with it.
"""

from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager


def pending(connection: psycopg.Connection) -> list[Path] | None:
    """The changes that the database lacks, oldest first; None when it has no queue at all."""
    row = connection.execute("SELECT to_regclass('job_queue_migrations')").fetchone()
    if row is None or row[0] is None:
        return None
    done = {name for (name,) in connection.execute("SELECT name FROM job_queue_migrations")}
    return [path for path in _all_files() if path.name not in done]


def upgrade(connection: psycopg.Connection) -> None:
    """Make the queue, or bring it to what the installed Procrastinate expects."""
    lacking = pending(connection)
    if lacking is None:
        with connection.transaction():
            connection.execute("CREATE TABLE job_queue_migrations (name text PRIMARY KEY)")
            connection.execute(SchemaManager.get_schema())
            _remember(connection, _all_files())
        return
    for path in lacking:  # each on its own: what one adds to a type cannot be used before it has committed
        with connection.transaction():
            connection.execute(path.read_bytes())
            _remember(connection, [path])


def _remember(connection: psycopg.Connection, files: list[Path]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO job_queue_migrations (name) VALUES (%s)", [(path.name,) for path in files])


def _all_files() -> list[Path]:
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
