"""Brings a database to the newest schema: Alembic revisions that hold plain SQL.

Several processes may start at once: an advisory lock lets one migrate while the others wait. A statement that has to
wait for a table lock gives up after five seconds, so that a migration never queues everybody else behind it; it is
tried again a few times, then fails in words. Revisions only expand first and contract later, so that old and new
programs can run side by side.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
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
APPLICATION_NAME = "mingle migrate"
HEAD = "head"


@dataclass(frozen=True)
class Patience:
    """How long a migration tries to get the lock of a table."""

    lock_seconds: float = 5.0
    tries: int = 5
    pause_seconds: float = 1.0
    """After the first try; then it grows by as much each time."""


PATIENCE = Patience()


class MigrationBlocked(OperatorError):
    """Another transaction holds a table that the migration needs: end it (see pg_stat_activity) and try again."""


class DatabaseTooNew(OperatorError):
    """The database was prepared by a newer Mingle than this one: run that, or restore a backup from before."""


def upgrade(url: str, revision: str = HEAD, *, patience: Patience = PATIENCE) -> None:
    """Bring the database to a revision.

    Args:
        url: of the database, as a role that owns it.
        revision: a revision id, or `head` for the newest.
        patience: with others who use the tables.

    Raises:
        MigrationBlocked: a table stayed locked; everything up to the revision before is done.
        DatabaseTooNew: the database is at a revision that this program does not know.
    """
    with _migration_lock(url) as connection:
        if is_current(connection, revision):
            return
        if current_revision(connection) not in (None, *all_revisions()):
            raise DatabaseTooNew(DatabaseTooNew.__doc__)
        connection.execute(sql.SQL("SET lock_timeout = {}").format(_milliseconds(patience)))
        for attempt in range(1, patience.tries + 1):
            try:
                job_queue.upgrade(connection)
                command.upgrade(_config(url, patience), revision)
            except (psycopg.errors.LockNotAvailable, OperationalError) as error:
                if not _is_lock_timeout(error):
                    raise
                log.warning("a table is locked by somebody else", attempt=attempt, of=patience.tries)
                if attempt == patience.tries:
                    raise MigrationBlocked(MigrationBlocked.__doc__) from error
                time.sleep(attempt * patience.pause_seconds)
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
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def all_revisions() -> list[str]:
    """Every revision id, oldest first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))]


def current_revision(connection: psycopg.Connection) -> str | None:
    """The id of the revision that the database is at, or None for an empty one."""
    row = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if row is None or row[0] is None:
        return None
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if revision is None else str(revision[0])


@contextmanager
def _migration_lock(url: str) -> Generator[psycopg.Connection]:
    """The right to migrate; it ends with the connection."""
    with psycopg.connect(url, autocommit=True, application_name=APPLICATION_NAME) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        yield connection


def connect(config: Config) -> psycopg.Connection:
    """What Alembic works with."""
    url: str = config.attributes["url"]
    connection = psycopg.connect(url, application_name=APPLICATION_NAME, autocommit=True)
    connection.execute(sql.SQL("SET lock_timeout = {}").format(_milliseconds(config.attributes["patience"])))
    connection.autocommit = False
    return connection


def _milliseconds(patience: Patience) -> sql.Literal:
    return sql.Literal(int(patience.lock_seconds * 1000))


def _config(url: str = "", patience: Patience = PATIENCE) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    config.attributes["patience"] = patience
    return config
