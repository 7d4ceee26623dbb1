"""`mingle migrate`: brings the database to this program's schema."""

import psycopg
from cyclopts import App
from rich.console import Console

from mingle.cli.options import DatabaseUrl, SettingsError, load_settings
from mingle.migrations import newest_revision, upgrade
from mingle.settings import Mode, Settings

app = App(name="migrate")


@app.default
def migrate(*, database_url: DatabaseUrl = None) -> None:
    """Bring the database to this program's schema.

    It is safe to run while older processes serve, and from many places at once.
    """
    settings = load_settings(Settings, mode=Mode.DEVELOPMENT, database_url=database_url)  # no secret is needed for this
    if not settings.database_url:
        msg = "MINGLE_DATABASE_URL must be set."
        raise SettingsError(msg)
    migrate_in_words(settings.database_url)
    Console(highlight=False).print(f"The database is at revision {newest_revision()}.")


def migrate_in_words(url: str) -> None:
    """Bring the database at `url` to this program's schema.

    Raises:
        SettingsError: it cannot be reached.
    """
    try:
        upgrade(url)
    except psycopg.OperationalError as error:
        msg = f"PostgreSQL cannot be reached: {str(error).strip()}\nStart it, or correct MINGLE_DATABASE_URL."
        raise SettingsError(msg) from error
    except psycopg.ProgrammingError as error:
        if error.sqlstate is not None:  # PostgreSQL answered: this is no address that cannot be read
            raise
        msg = f"MINGLE_DATABASE_URL cannot be read: {error}"
        raise SettingsError(msg) from error
