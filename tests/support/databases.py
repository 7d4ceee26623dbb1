"""A pytest plugin: a fresh, migrated database for each test, cloned from a template that is made once a run."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from mingle import migrations
from mingle.settings import Mode, Settings
from tests.sample import SCHEMA
from tests.support.engines import POSTGRES_URL, VALKEY_URL
from tests.support.eventually import PATIENCE_SECONDS

TEMPLATE = "mingle_test_template"
TEMPLATE_LOCK = 0x6D696E67_6C65_0003
ROLE = "mingle"


def url_of(database: str, *, user: str = ROLE) -> str:
    """How to connect to a database of the run's PostgreSQL."""
    return make_conninfo(os.environ[POSTGRES_URL], dbname=database, user=user)


@pytest.fixture(scope="session")
def superuser_url() -> str:
    """How the superuser connects to the maintenance database."""
    return os.environ[POSTGRES_URL]


@pytest.fixture(scope="session")
def template(superuser_url: str) -> str:
    """The migrated database that tests are given copies of; the first worker of a run makes it."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (TEMPLATE_LOCK,))
        made = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", (TEMPLATE,)
        ).fetchone()
        if made is None:
            name = sql.Identifier(TEMPLATE)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(ROLE)))
            migrations.upgrade(url_of(TEMPLATE))
            with psycopg.connect(url_of(TEMPLATE)) as owner:
                owner.execute(SCHEMA)
            connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(name))
    return TEMPLATE


@pytest.fixture
def make_database(superuser_url: str) -> Iterator["DatabaseMaker"]:
    """Make databases of one's own, empty ones or copies; they are dropped after the test."""
    maker = DatabaseMaker(superuser_url)
    yield maker
    maker.drop_all()


class DatabaseMaker:
    """Makes databases, and drops them again."""

    def __init__(self, superuser_url: str) -> None:
        self._superuser_url = superuser_url
        self._made: list[str] = []

    def __call__(self, template: str = "template0") -> str:
        """Make a database; how to connect to it."""
        name = f"test_{uuid4().hex}"
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy")
        with psycopg.connect(self._superuser_url, autocommit=True) as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(ROLE), sql.Identifier(template)))
        self._made.append(name)
        return url_of(name)

    def drop_all(self) -> None:
        """Drop what was made, whoever is still connected."""
        with psycopg.connect(self._superuser_url, autocommit=True) as connection:
            for name in self._made:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(make_database: DatabaseMaker, template: str) -> str:
    """A migrated database of this test's own."""
    return make_database(template)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of this test's own: its database, its keys in Valkey, its folder."""
    return settings_of(database_url, tmp_path)


@pytest.fixture(scope="module")
def shared_settings(superuser_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings that the tests of a module share, none of which changes what another finds."""
    maker = DatabaseMaker(superuser_url)
    yield settings_of(maker(template), tmp_path_factory.mktemp("shared"))
    maker.drop_all()


def settings_of(database_url: str, folder: Path) -> Settings:
    """Settings with this database, keys in Valkey and a folder of their own."""
    return Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]  # pydantic-settings takes it
        mode=Mode.DEVELOPMENT,
        secret=SecretStr("s" * 64),
        port=0,
        data_dir=folder / "var",
        database_url=database_url,
        database_pool_min=1,
        database_pool_timeout_seconds=PATIENCE_SECONDS,
        valkey_url=os.environ[VALKEY_URL],
        valkey_prefix=f"test-{uuid4().hex[:12]}",
        rate_limits=False,
        job_retry_pause_seconds=0,
        log_level="warning",
    )
