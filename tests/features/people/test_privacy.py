"""Taking along what is one's own, and leaving: both go by the schema, and nothing is forgotten."""

import io
import json
from collections import Counter
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import httpx
import psycopg
import pytest

from mingle.app import FEATURES, personal_tables
from mingle.features.people import jobs
from mingle.kernel import clock
from mingle.kernel.personal import IMPERSONAL, count_rows
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.people.conftest import ask, card, change, make_file, visible_person
from tests.support.eventually import eventually
from tests.support.servers import running_worker

pytestmark = pytest.mark.anyio

COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_name)
     WHERE tables.table_schema = 'public' AND table_type = 'BASE TABLE' AND columns.table_schema = 'public'
       AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)
"""
REFERENCES = """
    SELECT conrelid::regclass::text, confdeltype::text FROM pg_constraint
     WHERE contype = 'f' AND confrelid = 'accounts'::regclass AND conparentid = 0
"""
OF_THE_TESTS = {"notes", "job_runs"}


def schema(settings: Settings) -> dict[str, set[str]]:
    """The columns of every table."""
    tables: dict[str, set[str]] = {}
    with psycopg.connect(settings.database_url) as connection:
        for table, column in connection.execute(COLUMNS.encode()):
            tables.setdefault(table, set()).add(column)
    return {table: columns for table, columns in tables.items() if table not in OF_THE_TESTS}


def test_every_column_is_classified(settings: Settings) -> None:
    found = schema(settings)
    impersonal = {**IMPERSONAL, **{name: why for feature in FEATURES for name, why in feature.impersonal.items()}}
    declared = {table.name: {*table.exported, *table.withheld} for table in personal_tables()}
    assert all(impersonal.values()), "each says why"
    assert found.keys() == declared.keys() | impersonal.keys()
    assert declared == {name: found[name] for name in declared}
    twice = [name for name, count in Counter(table.name for table in personal_tables()).items() if count > 1]
    assert (twice, declared.keys() & impersonal.keys()) == ([], set())
    for table in personal_tables():
        assert not {*table.exported} & table.withheld.keys(), table.name
        assert all(table.withheld.values()), "each says why"


def test_every_row_of_a_person_goes_with_them(settings: Settings) -> None:
    with psycopg.connect(settings.database_url) as connection:
        rules = connection.execute(REFERENCES.encode()).fetchall()
    assert len(rules) > 10
    kept = {(table, rule) for table, rule in rules if rule != "c"}
    forgotten = ("photo_checks", "messages", "chat_invites", "calls", "reports", "speed_events", "speed_turns")
    assert kept == {(table, "n") for table in forgotten}, (
        "who decided, reported, called, made a link, hosted an evening, met somebody at one, or wrote what others"
        " forwarded, is forgotten while that stays"
    )


async def with_everything(client: httpx.AsyncClient, settings: Settings, resources: Resources) -> Person:
    """Somebody with something of nearly everything."""
    person, friend, found = [await visible_person(client, settings) for _ in range(3)]
    for one, other in ((person, found), (found, person)):
        await ask(client, one, "POST", "/likes", {"userId": str(other.id), "kind": "superlike"})
    await change(client, person, bio="Two cats.", socials={"signal": "mara.1"}, interests=["jazz"])
    await ask(client, person, "PUT", f"/users/{friend.id}/socials")
    await ask(client, friend, "POST", f"/users/{person.id}/block")
    for one, other in ((person, found), (found, person)):
        about = {"userId": str(other.id), "subject": {"kind": "profile"}, "reason": "fake"}
        await ask(client, one, "POST", "/reports", {**about, "note": f"{one.id} knows {other.id}"})
    await ask(client, person, "POST", f"/users/{friend.id}/block")
    await ask(client, person, "PUT", "/user/me/location", {"lat": 38.72, "lng": -9.14})
    await ask(client, person, "POST", "/user/me/verification")
    await ask(client, person, "POST", "/user/me/verification/selfie", {"fileId": make_file(settings, person.id)})
    for photo in await ask(client, person, "GET", "/user/me/photos"):
        await resources.files.put(f"files/{photo['id']}/full.jpeg", b"a picture")
    return person


async def exported(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    """Somebody's export, once it is ready."""

    async def ready() -> Any:
        [export] = (await ask(client, person, "GET", "/user/me/exports"))["items"]
        return export if export["status"] == "ready" else None

    found: dict[str, Any] = await eventually(ready, "an export")
    return found


async def test_an_export_holds_every_row_and_file_and_no_secret(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    person = await with_everything(client, settings, resources)
    async with running_worker(resources, settings):
        begun = await ask(client, person, "POST", "/user/me/exports", status=202)
        assert [export["status"] for export in begun["items"]] == ["working"]
        export = await exported(client, person)
    answer = await client.get(export["file"]["url"])  # the link alone is enough
    assert answer.headers["content-disposition"].startswith("attachment")
    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    rows = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("data/")}
    async with resources.db.read() as conn:
        counts = await count_rows(conn, personal_tables(), person.id)
    told = {table.name for table in personal_tables() if table.exported}
    made_by_it = {"files", "file_variants"}  # the export itself is a file
    assert {name[5:-5]: len(found) for name, found in rows.items() if name[5:-5] not in made_by_it} == {
        name: count for name, count in counts.items() if name in told - made_by_it
    }
    assert rows["data/profiles.json"][0]["bio"] == "Two cats."
    assert rows["data/blocks.json"][0].keys() == {"blocked_id", "created_at"}
    pictures = [name for name in archive.namelist() if name.startswith("media/")]
    assert [archive.read(name) for name in pictures] == [b"a picture"], "what the store has lost is left out"
    with psycopg.connect(settings.database_url) as connection:
        [secret] = connection.execute("SELECT password_hash FROM accounts WHERE id = %s", (person.id,)).fetchone() or []
    assert secret.encode() not in answer.content
    assert all(secret not in archive.read(name).decode() for name in rows)


async def test_the_link_of_an_export_works_for_five_minutes_for_its_owner(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    person, other = await visible_person(client, settings), await sign_up(client)
    async with running_worker(resources, settings):
        await ask(client, person, "POST", "/user/me/exports", status=202)
        export = await exported(client, person)
    assert (await ask(client, other, "GET", "/user/me/exports"))["items"] == []
    await ask(client, other, "GET", f"/files/{export['file']['id']}", status=404)
    assert (await client.get(export["file"]["url"])).status_code == 200
    with clock.moved(timedelta(minutes=5, seconds=1)):
        assert (await client.get(export["file"]["url"])).status_code in (403, 404, 410)


async def test_there_is_one_export_a_day_and_it_is_forgotten_after_a_week(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    person = await visible_person(client, settings)
    await ask(client, person, "POST", "/user/me/exports", status=202)
    assert (await ask(client, person, "POST", "/user/me/exports", status=409))["code"] == "export_too_soon"
    with clock.moved(timedelta(days=7, seconds=1)):
        await jobs.forget.run(resources, {})
    assert (await ask(client, person, "GET", "/user/me/exports"))["items"] == []


async def test_who_leaves_is_gone_at_once_and_erased_after_thirty_days(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    person, viewer = await with_everything(client, settings, resources), await sign_up(client)
    await ask(client, person, "POST", "/user/me/exports", status=202)
    async with running_worker(resources, settings):
        await exported(client, person)
        await ask(client, person, "DELETE", "/user/me")
        assert await card(client, viewer, person) is None
        assert (await client.get("/api/user/me", headers=person.headers)).status_code == 401
        await jobs.forget.run(resources, {})
        async with resources.db.read() as conn:
            assert await count_rows(conn, personal_tables(), person.id), "there are days of grace"
        assert [file.key async for file in resources.files.list("files")]
        with clock.moved(timedelta(days=30, seconds=1)):
            await jobs.forget.run(resources, {})

            async def is_erased() -> bool:
                async with resources.db.read() as conn:
                    return not await count_rows(conn, personal_tables(), person.id)

            await eventually(is_erased, "every row to be gone")

            async def has_no_file() -> bool:
                return not [file.key async for file in resources.files.list("files")]

            await eventually(has_no_file, "every file to be gone")
    assert mentions(settings, str(person.id)) == set()


async def test_who_signs_in_again_has_never_left(client: httpx.AsyncClient, settings: Settings) -> None:
    person, viewer = await visible_person(client, settings), await sign_up(client)
    await ask(client, person, "DELETE", f"/users/{person.id}")
    assert await card(client, viewer, person) is None
    answer = await client.post("/api/auth/login", json={"login": person.username, "password": person.password})
    person.access_token = answer.json()["data"]["accessToken"]
    assert await card(client, viewer, person) is not None
    assert (await ask(client, person, "GET", "/user/me"))["user"]["deletionDueAt"] is None
    kinds = [event["kind"] for event in (await ask(client, person, "GET", "/auth/events"))["items"]]
    assert {"deletion_requested", "deletion_taken_back"} <= set(kinds)


async def test_who_came_back_in_the_last_moment_is_not_erased(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    person = await visible_person(client, settings)
    await ask(client, person, "DELETE", "/user/me")
    with clock.moved(timedelta(days=31)):
        body = {"login": person.username, "password": person.password}
        assert (await client.post("/api/auth/login", json=body)).status_code == 200
        await jobs.erase.run(resources, {"account_id": str(person.id)})  # deferred before they came
    async with resources.db.read() as conn:
        assert (await count_rows(conn, personal_tables(), person.id))["accounts"] == 1


async def test_a_stolen_session_cannot_delete_the_account(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await visible_person(client, settings)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE account_id = %s", (person.id,)
        )
    assert (await ask(client, person, "DELETE", "/user/me", status=403))["code"] == "step_up_required"
    assert (await ask(client, person, "GET", "/user/me"))["user"]["deletionDueAt"] is None


async def test_a_guest_who_leaves_is_erased_at_once(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    body = {"name": "Mara", "gender": "woman", "birthdate": "1990-04-01"}
    guest = (await client.post("/api/auth/guest", json=body)).json()["data"]
    headers = {"Authorization": f"Bearer {guest['accessToken']}"}
    async with running_worker(resources, settings):
        assert (await client.delete("/api/user/me", headers=headers)).status_code == 200

        async def is_erased() -> bool:
            async with resources.db.read() as conn:
                return not await conn.value("SELECT count(*) FROM accounts WHERE id = %s", (guest["user"]["id"],))

        await eventually(is_erased, "the guest to be gone")


def mentions(settings: Settings, text: str) -> set[str]:
    """The tables in which a text stands anywhere, but for the queue of jobs."""
    found: set[str] = set()
    with psycopg.connect(settings.database_url) as connection:
        for table in schema(settings):
            query = f"SELECT EXISTS (SELECT FROM {table} t WHERE t::text LIKE %s)".encode()
            [is_there] = connection.execute(query, (f"%{text}%",)).fetchone() or [False]
            if is_there and not table.startswith("procrastinate"):
                found.add(table)
    return found
