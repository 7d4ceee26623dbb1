"""`mingle doctor`: what is wrong with a set-up, in words, each line with its mend."""

import asyncio
import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import psycopg
from cyclopts import App, Parameter
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from mingle.cli.laptop import LaptopSettings
from mingle.cli.options import DatabaseUrl, DataDir, Port, SettingsError, ValkeyUrl, load_settings
from mingle.kernel.files import open_files
from mingle.kernel.resources import connect_valkey
from mingle.migrations import current_revision, is_current, newest_revision
from mingle.settings import Settings, require_real_secret
from mingle.site import find_web_dir

app = App(name="doctor")
console = Console(highlight=False, soft_wrap=True)

OLDEST_POSTGRES = 18
FREE_DISK_BYTES = 2 * 1024**3


class Verdict(Enum):
    """How a check ended, and how it is shown."""

    GOOD = "[green]good[/]"
    NOTE = "[yellow]note[/]"
    BAD = "[bold red]bad[/] "


@dataclass(frozen=True)
class Finding:
    """What one check found, and what to do about it."""

    verdict: Verdict
    what: str
    mend: str = ""


@app.default
def doctor(
    *,
    settings: Annotated[
        bool, Parameter(help="list every setting instead, with its default and meaning", negative=())
    ] = False,
    data_dir: DataDir = None,
    port: Port = None,
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
) -> int:
    """Say what is wrong with this set-up, each line with its mend. The exit code is 1 when something is."""
    if settings:
        _list_settings()
        return 0
    try:
        found = load_settings(
            LaptopSettings, data_dir=data_dir, port=port, database_url=database_url, valkey_url=valkey_url
        )
    except SettingsError as error:
        _show(Finding(Verdict.BAD, line, "correct the environment or .env") for line in str(error).splitlines())
        return 1
    return 1 if _show(_examine(found)) else 0


def _show(findings: Iterator[Finding] | list[Finding]) -> bool:
    """Print findings as they come; whether one is bad."""
    any_bad = False
    for finding in findings:
        console.print(f"{finding.verdict.value}  {escape(finding.what)}")
        if finding.mend:
            console.print(f"      → {escape(finding.mend)}", style="dim")
        any_bad = any_bad or finding.verdict is Verdict.BAD
    return any_bad


def _examine(settings: Settings) -> Iterator[Finding]:
    yield _check_python()
    yield _check_data_dir(settings.data_dir)
    yield _check_disk(settings.data_dir)
    yield _check_port(settings)
    yield _check_web(settings)
    yield _check_secret(settings)
    yield from _check_database(settings)
    yield _check_valkey(settings)
    yield _check_storage(settings)
    yield from _check_telemetry(settings)
    yield _check_calls(settings)


def _check_python() -> Finding:
    return Finding(Verdict.GOOD, f"Python {sys.version.split()[0]}")


def _check_data_dir(folder: Path) -> Finding:
    nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        return Finding(Verdict.BAD, f"{nearest} is a file, not a folder", "move it away, or use another --data-dir")
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Finding(
            Verdict.BAD,
            f"{nearest} cannot be written to",
            "give it to the user who starts Mingle, or use another --data-dir",
        )
    state = "holds the data" if folder.exists() else "will be made at the first start"
    return Finding(Verdict.GOOD, f"data folder {folder.absolute()} {state}")


def _check_disk(folder: Path) -> Finding:
    nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(nearest).free
    if free < FREE_DISK_BYTES:
        return Finding(
            Verdict.NOTE, f"only {free / 1024**3:.1f} GiB are free on the disk of {nearest}", "free some space"
        )
    return Finding(Verdict.GOOD, f"{free / 1024**3:.0f} GiB free on disk")


def _check_port(settings: Settings) -> Finding:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            what = f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}"
            return Finding(
                Verdict.NOTE, what, "if that is not Mingle itself: stop what listens there, or choose another --port"
            )
    return Finding(Verdict.GOOD, f"{settings.host}:{settings.port} is free")


def _check_web(settings: Settings) -> Finding:
    folder = find_web_dir(settings)
    if folder is None:
        return Finding(
            Verdict.BAD, "the web app is not built", "run `make setup`, or set MINGLE_WEB_DIR to the folder of a build"
        )
    return Finding(Verdict.GOOD, f"web app in {folder}")


def _check_secret(settings: Settings) -> Finding:
    secret = settings.secret.get_secret_value()
    if not secret:
        return Finding(
            Verdict.NOTE, "MINGLE_SECRET is not set", "`mingle up` makes one of its own; production needs it set"
        )
    try:
        require_real_secret(secret)
    except ValueError as error:
        return Finding(Verdict.BAD, "MINGLE_SECRET is no secret", str(error))
    return Finding(Verdict.GOOD, "MINGLE_SECRET is set")


def _own_engine(settings: Settings, engine: str, setting: str) -> Finding:
    if settings.is_production:
        return Finding(
            Verdict.BAD, f"{engine}: {setting} is not set", "production needs one that it is told of: set it"
        )
    return Finding(Verdict.GOOD, f"{engine}: `mingle up` brings its own ({setting} is not set)")


def _check_database(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url:
        yield _own_engine(settings, "PostgreSQL", "MINGLE_DATABASE_URL")
        return
    try:
        with psycopg.connect(settings.database_url, connect_timeout=3, autocommit=True) as connection:
            yield from _examine_database(connection)
    except psycopg.Error as error:
        yield Finding(
            Verdict.BAD,
            f"PostgreSQL cannot be reached: {' '.join(str(error).split())}",
            "start it, or correct MINGLE_DATABASE_URL",
        )


def _examine_database(connection: psycopg.Connection) -> Iterator[Finding]:
    version = connection.info.server_version // 10_000
    if version < OLDEST_POSTGRES:
        yield Finding(Verdict.BAD, f"PostgreSQL is version {version}", f"Mingle needs {OLDEST_POSTGRES} or newer")
        return
    yield Finding(Verdict.GOOD, f"PostgreSQL {version} answers")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        yield Finding(Verdict.BAD, f"the database's encoding is {encoding}", "create it anew with ENCODING 'UTF8'")
    if is_current(connection):
        yield Finding(Verdict.GOOD, f"its schema is at revision {newest_revision()}")
    else:
        at = current_revision(connection) or "nothing"
        yield Finding(
            Verdict.BAD, f"its schema is at {at}, this program needs {newest_revision()}", "run `mingle migrate`"
        )


def _check_valkey(settings: Settings) -> Finding:
    if not settings.valkey_url:
        return _own_engine(settings, "Valkey", "MINGLE_VALKEY_URL")

    async def ping() -> None:
        client: Any = connect_valkey(settings.valkey_url)
        async with client as valkey:
            await valkey.ping()

    return _tried("Valkey answers", ping, "Valkey cannot be reached", "start it, or correct MINGLE_VALKEY_URL")


def _check_storage(settings: Settings) -> Finding:
    async def check() -> None:
        await open_files(settings).check()

    if not settings.storage_url:
        return Finding(Verdict.GOOD, f"files are kept in {settings.data_dir.absolute() / 'files'}")
    return _tried(
        "the file store can be written",
        check,
        "the file store cannot be written",
        "correct the MINGLE_STORAGE_… settings",
    )


def _check_telemetry(settings: Settings) -> Iterator[Finding]:
    wanted = {
        "MINGLE_SENTRY_DSN": settings.sentry_dsn.get_secret_value(),
        "MINGLE_OTLP_ENDPOINT": settings.otlp_endpoint,
    }
    needed = {"MINGLE_SENTRY_DSN": "sentry_sdk", "MINGLE_OTLP_ENDPOINT": "opentelemetry"}
    for setting, value in wanted.items():
        if value and importlib.util.find_spec(needed[setting]) is None:
            what = f"{setting} is set, but its libraries are not installed"
            yield Finding(Verdict.BAD, what, "pip install 'mingle[telemetry]'")


def _check_calls(settings: Settings) -> Finding:
    relay = ", ".join(settings.turn_urls) or ("Twilio" if settings.twilio_account else "")
    if relay:
        return Finding(Verdict.GOOD, f"calls are relayed where there is no direct way, by {relay}")
    what = "calls have STUN" if settings.stun_urls else "calls connect within one network alone: no STUN"
    mend = "set MINGLE_TURN_URLS and MINGLE_TURN_SECRET: docs/turn.md"
    if settings.is_production:
        return Finding(Verdict.NOTE, f"{what} and no TURN, so some of them do not connect", mend)
    return Finding(Verdict.GOOD, f"{what}, no TURN")


def _tried(good: str, check: Callable[[], object], bad: str, mend: str) -> Finding:
    try:
        asyncio.run(check())  # pyright: ignore[reportArgumentType]
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
        return Finding(Verdict.BAD, f"{bad}: {error.__cause__ or error}", mend)
    return Finding(Verdict.GOOD, good)


def _list_settings() -> None:
    table = Table("setting", "default", "meaning", show_lines=False)
    for name, field in Settings.model_fields.items():
        shown = (
            ""
            if field.default in ("", None, []) or "secret" in type(field.default).__name__.lower()
            else str(field.default)
        )
        table.add_row(f"MINGLE_{name.upper()}", shown, field.description)
    console.print(table)
