"""Brings a database to the newest schema: Alembic revisions that hold plain SQL.

Several processes may start at once: an advisory lock lets one migrate while the others wait. A statement that has to wait
for a table lock gives up after five seconds, so that a migration never queues everybody else behind it; it is tried again a
few times, then fails in words. Revisions only expand first and contract later, so that old and new programs can run side by
side.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy.exc import OperationalError

from mingle.kernel.errors import OperatorError
from mingle.kernel.log import get_logger
from mingle.migrations import job_queue

log = get_logger(__name__)

MIGRATION_LOCK = 0x6D696E67_6C650002
TABLE_LOCK_TIMEOUT = "5s"
TRIES = 5
HEAD = "head"


class MigrationBlocked(OperatorError):
    """Another transaction holds a table that the migration needs: end it (see pg_stat_activity) and try again."""


def upgrade(url: str, revision: str = HEAD) -> None:
    """Bring the database to a revision.

    Args:
        url: of the database, as a role that owns it.
        revision: a revision id, or `head` for the newest.

    Raises:
        MigrationBlocked: a table stayed locked; everything up to the revision before is done.
    """
    with _migration_lock(url) as connection:
        if is_current(connection, revision):
            return
        connection.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(TABLE_LOCK_TIMEOUT)))
        for attempt in range(1, TRIES + 1):
            try:
                job_queue.upgrade(connection)
                command.upgrade(_config(url), revision)
            except (psycopg.errors.LockNotAvailable, OperationalError) as error:
                if not _is_lock_timeout(error):
                    raise
                log.warning("a table is locked by somebody else", attempt=attempt, error=str(error))
                if attempt == TRIES:
                    raise MigrationBlocked(MigrationBlocked.__doc__) from error
                time.sleep(attempt)
            else:
                return


def is_current(connection: psycopg.Connection, revision: str = HEAD) -> bool:
    """Whether the database needs nothing to be at a revision."""
    wanted = newest_revision() if revision == HEAD else revision
    return current_revision(connection) == wanted and job_queue.pending(connection) == []


def _is_lock_timeout(error: Exception) -> bool:
    return isinstance(getattr(error, "orig", error), psycopg.errors.LockNotAvailable)


def newest_revision() -> str:
    """The id of the newest revision that this program knows."""
    return ScriptDirectory.from_config(_config("")).get_current_head() or ""


def all_revisions() -> list[str]:
    """Every revision id, oldest first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(_config("")).walk_revisions()))]


def current_revision(connection: psycopg.Connection) -> str | None:
    """The id of the revision that the database is at, or None for an empty one."""
    row = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if row is None or row[0] is None:
        return None
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if revision is None else str(revision[0])


@contextmanager
def _migration_lock(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True, application_name="mingle migrate") as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        try:
            yield connection
        finally:
            connection.execute(sql.SQL("SELECT pg_advisory_unlock({})").format(sql.Literal(MIGRATION_LOCK)))


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config
