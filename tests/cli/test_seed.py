"""`mingle seed`: people who do not exist, always the same, beside a running Mingle or without one."""

import re
from collections.abc import AsyncGenerator
from datetime import date
from pathlib import Path

import httpx
import psycopg
import pytest

from mingle.app import FEATURES
from mingle.embedded import PostgresServer
from mingle.features.accounts import authenticate
from mingle.kernel.seeding import SEED_PASSWORD
from mingle.seeding import Population
from mingle.settings import Settings
from tests.cli.commands import clear_up, run, running
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio


@pytest.fixture
async def data_dir(tmp_path: Path) -> AsyncGenerator[Path]:
    """A folder for a Mingle; no engine is left in it."""
    folder = tmp_path / "var"
    yield folder
    await clear_up(folder)


def fill(settings: Settings, *arguments: str) -> str:
    """Run it against the test's database; what it says."""
    done = run(
        "seed",
        *arguments,
        database_url=settings.database_url,
        valkey_url=settings.valkey_url,
        data_dir=str(settings.data_dir),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def people_in(settings: Settings) -> list[tuple[object, ...]]:
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute(
            "SELECT accounts.id, username, display_name, birthdate, gender, city, country_code, interests, portrait"
            " FROM accounts JOIN profiles ON account_id = accounts.id ORDER BY accounts.id"
        ).fetchall()


async def test_people_are_there_once_and_the_same_each_time(settings: Settings) -> None:
    said = fill(settings, "--people", "30", "--seed", "7")
    assert "30/30" in said
    before = people_in(settings)
    assert len(before) == 30
    fill(settings, "--people", "50", "--seed", "7")
    after = people_in(settings)
    assert len(after) == 50
    assert set(map(str, before)) <= set(map(str, after))
    fill(settings, "--people", "10", "--seed", "8")
    assert len(people_in(settings)) == 60
    for *_, drawing in after:
        assert str(drawing).startswith("<svg ")
        assert str(drawing).endswith("</svg>")


async def test_some_like_others_whom_they_want_to_see_and_none_is_answered(settings: Settings) -> None:
    for people in ("60", "80"):
        fill(settings, "--people", people)
    with psycopg.connect(settings.database_url) as connection:
        likes = connection.execute("SELECT judge_id, judged_id, kind FROM judgements").fetchall()
        unwanted = connection.execute(
            "SELECT count(*) FROM judgements j JOIN preferences w ON w.account_id = j.judge_id"
            " JOIN accounts a ON a.id = j.judged_id WHERE a.gender <> ALL (w.genders)"
        ).fetchone()
    ways = {(judge, judged) for judge, judged, _ in likes}
    assert len(ways) > 60
    assert not ways & {(judged, judge) for judge, judged in ways}, "that would be a match"
    assert unwanted == (0,)


async def test_they_can_be_signed_in_as(settings: Settings) -> None:
    said = fill(settings, "--people", "1")
    found = re.search(r"Sign in as (\S+),", said)
    assert found is not None
    async with running_server(settings, FEATURES, authenticate) as client:
        body = {"login": found[1], "password": SEED_PASSWORD}
        assert (await client.post("/api/auth/login", json=body)).status_code == 200


async def test_it_runs_beside_mingle_up_and_alone(data_dir: Path) -> None:
    assert run("seed", "--people", "3", data_dir=str(data_dir)).returncode == 0
    async with running("up", port="0", data_dir=str(data_dir)) as mingle:
        address = await mingle.address()
        done = run("seed", "--people", "5", data_dir=str(data_dir))
        assert done.returncode == 0, done.stderr
        assert "Starting" not in done.stdout
        with psycopg.connect(PostgresServer(data_dir / "postgres").url) as connection:
            assert connection.execute("SELECT count(*) FROM profiles").fetchone() == (5,)
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:
            body = {"login": Population(0).person(4).username, "password": SEED_PASSWORD}
            assert (await client.post("/api/auth/login", json=body)).status_code == 200


async def test_it_refuses_production(settings: Settings) -> None:
    done = run("seed", mode="production", secret="0123456789abcdef" * 4, database_url=settings.database_url)
    assert done.returncode == 1
    assert "MINGLE_MODE is production" in done.stderr


def test_they_are_believable() -> None:
    population = Population(3)
    people = [population.person(number) for number in range(2000)]
    assert len({person.username for person in people}) == len({person.id for person in people}) == 2000
    assert all(re.fullmatch(r"[a-z0-9]+\.[a-z0-9.]+", person.username) for person in people)
    assert all(len(person.username) <= 30 for person in people)
    ages = [(date(2026, 1, 1) - person.birthdate).days // 365.2425 for person in people]
    assert min(ages) >= 18
    assert max(ages) <= 79
    assert len({person.city for person in people}) > 300
    assert all(3 <= len(set(person.interests)) <= 8 for person in people)
    assert {"woman", "man", "nonbinary"} <= {person.gender for person in people}
    assert len({person.portrait for person in people}) > 1900
