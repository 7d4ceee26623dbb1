"""`mingle doctor` and the small commands: words, each with its mend."""

import json
import os
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from mingle.settings import Settings
from tests.cli.commands import run
from tests.support.databases import DatabaseMaker

SECRET = "0123456789abcdef" * 4


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    """A web app that is built."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html>")
    return folder


@pytest.fixture
def good(settings: Settings, web_dir: Path, tmp_path: Path) -> dict[str, str]:
    """A set-up that nothing is wrong with."""
    return {
        "database_url": settings.database_url,
        "valkey_url": settings.valkey_url,
        "data_dir": str(tmp_path / "var"),
        "web_dir": str(web_dir),
        "secret": SECRET,
        "port": "0",
    }


def examined(**settings: str) -> subprocess.CompletedProcess[str]:
    """What the doctor says."""
    ended = run("doctor", **settings)
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended


def test_nothing_is_wrong_with_a_good_set_up(good: dict[str, str]) -> None:
    ended = examined(**good)
    assert ended.returncode == 0, ended.stdout
    assert "bad" not in ended.stdout
    assert "→" not in ended.stdout


@pytest.mark.parametrize(
    ("change", "line", "mend"),
    [
        ({"database_url": "postgresql://nobody@127.0.0.1:1/nothing"}, "PostgreSQL cannot be reached",
         "MINGLE_DATABASE_URL"),
        ({"database_url": "no=such=thing"}, "MINGLE_DATABASE_URL: is no address", "correct the environment"),
        ({"mode": "production", "database_url": ""}, "MINGLE_DATABASE_URL is not set", "set it"),
        ({"mode": "production", "valkey_url": ""}, "MINGLE_VALKEY_URL is not set", "set it"),
        ({"sentry_dsn": "nonsense"}, "MINGLE_SENTRY_DSN: is no address of Sentry's", "correct the environment"),
        ({"valkey_url": "redis://127.0.0.1:1"}, "Valkey cannot be reached", "MINGLE_VALKEY_URL"),
        ({"storage_url": "file:///proc/nowhere"}, "file store cannot be written", "MINGLE_STORAGE_"),
        ({"secret": "short"}, "MINGLE_SECRET is no secret", "openssl rand -hex 32"),
        ({"secret": "short", "mode": "production"}, "MINGLE_SECRET", "correct the environment"),
        ({"data_dir": "/dev/null/var"}, "is a file, not a folder", "another --data-dir"),
        ({"web_dir": "/nowhere"}, "the web app is not built", "make setup"),
        ({"port": "99999"}, "MINGLE_PORT", "correct the environment"),
        ({"valkey_url": "nonsense"}, "MINGLE_VALKEY_URL: does not have the right form", "correct the environment"),
    ],
)  # fmt: skip
def test_what_is_bad_has_its_line_and_its_mend(
    good: dict[str, str], change: dict[str, str], line: str, mend: str
) -> None:
    ended = examined(**{**good, **change})
    assert ended.returncode == 1
    lines = ended.stdout.splitlines()
    at = next(number for number, said in enumerate(lines) if line in said)
    assert lines[at].startswith("bad")
    assert mend in lines[at + 1]


def test_a_database_that_is_not_migrated(good: dict[str, str], make_database: DatabaseMaker) -> None:
    ended = examined(**{**good, "database_url": make_database()})
    assert ended.returncode == 1
    assert "its schema is at nothing" in ended.stdout
    assert "run `mingle migrate`" in ended.stdout


def test_a_port_that_is_taken_is_worth_a_note(good: dict[str, str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        ended = examined(**{**good, "port": str(other.getsockname()[1])})
    assert ended.returncode == 0
    assert "Address already in use" in ended.stdout
    assert "another --port" in ended.stdout


def test_a_folder_that_cannot_be_written(good: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    user = "nobody" if os.geteuid() == 0 else None  # root may write everywhere
    ended = run("doctor", user=user, **{**good, "data_dir": str(tmp_path / "closed" / "var")})
    assert ended.returncode == 1
    assert "cannot be written to" in ended.stdout
    assert "another --data-dir" in ended.stdout


def test_a_port_of_ipv6_is_looked_at_too(good: dict[str, str]) -> None:
    ended = examined(**{**good, "host": "::1"})
    assert "::1:0 is free" in ended.stdout


def test_every_setting_is_listed_and_no_value() -> None:
    names = ("secret", "metrics_token", "storage_secret_key", "storage_access_key")
    secrets = dict.fromkeys(names, "canary-0123456789abcdef-canary-0123456789")
    listed = run("doctor", "--settings", **secrets, database_url="postgresql://u:canary@h/d").stdout
    assert "canary" not in listed
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"MINGLE_{name.upper()}" in listed


def test_the_document_is_valid_and_always_the_same() -> None:
    first, second = run("openapi"), run("openapi", name="Another name", mode="production")
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["openapi"].startswith("3.1")


def test_help_is_worth_reading() -> None:
    top = run("--help").stdout
    for command in ("up", "serve", "worker", "migrate", "doctor", "jobs", "openapi"):
        line = next(line for line in top.splitlines() if f"│ {command} " in line)
        assert len(line.strip("│ ").split()) > 4, "each command says what it does"
        own = run(command, "--help")
        assert own.returncode == 0
        assert f"Usage: mingle {command}" in own.stdout


TURN = {"turn_urls": "turn:turn.example.org:3478", "turn_secret": SECRET[::-1]}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, "calls connect within one network alone: no STUN and no TURN, so some of them do not connect"),
        ({"stun_urls": "stun:a.example"}, "calls have STUN and no TURN, so some of them do not connect"),
        (TURN, "calls are relayed where there is no direct way, by turn:turn.example.org:3478"),
        ({"twilio_account": "AC" + "0" * 32, "twilio_token": "t"}, "there is no direct way, by Twilio"),
    ],
    ids=["nothing", "stun", "turn", "twilio"],
)
def test_what_calls_have_is_told(good: dict[str, str], change: dict[str, str], line: str) -> None:
    in_production = examined(**{**good, **change, "mode": "production"})
    assert in_production.returncode == 0
    assert line in in_production.stdout
    assert ("MINGLE_TURN_URLS" in in_production.stdout) == ("no TURN" in line)
    at_home = examined(**{**good, **change})
    assert "→" not in at_home.stdout, "friends in one network need no relay"
