"""Tidying up: what nobody uses goes after a day, what somebody uses stays, and what is lost is noticed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from prometheus_client import REGISTRY

from mingle.features.media.jobs import sweep, sweep_store
from mingle.kernel import clock
from mingle.kernel.files import open_files
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.media.conftest import LIVE, Person, enter, keys, picture, renewed
from tests.features.media.standin import PNG
from tests.features.media.test_tus import append, begun
from tests.features.media.test_use import look, put_in_album
from tests.support.servers import running_server
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio

A_DAY = timedelta(days=1, minutes=5)


async def tidy(resources: Resources) -> None:
    """What the worker does by the clock."""
    await sweep.function(resources)
    await sweep_store.function(resources)


def execute(settings: Settings, statement: str) -> None:
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(statement.encode())


def swept(what: str) -> float:
    """How many of this the sweep has found."""
    return REGISTRY.get_sample_value("mingle_files_swept_total", {"what": what}) or 0


@asynccontextmanager
async def a_day_later(mara: Person) -> AsyncGenerator[Person]:
    """A day on, with a fresh access token."""
    with clock.moved(A_DAY):
        yield await renewed(mara)


async def test_what_nobody_has_put_to_use_goes_after_a_day(
    mara: Person, settings: Settings, resources: Resources
) -> None:
    unused, used, covering = await mara.ready(), await mara.ready(), await mara.ready()
    broken = await mara.settled((await mara.uploaded(PNG + b"broken"))["id"])
    put_in_album(settings, used["id"])
    execute(settings, f"UPDATE albums SET cover_id = '{covering['id']}'")
    await tidy(resources)
    assert (await look(mara, unused["id"])).status_code == 200, "not before"
    before = swept("unused")
    async with a_day_later(mara) as later:
        await tidy(resources)
        assert (await look(later, unused["id"])).status_code == 404
        assert (await look(later, broken["id"])).status_code == 404
        for file in (used, covering):
            found = await later.file(file["id"])
            assert (await mara.client.get(found["url"])).status_code == 200
        assert swept("unused") - before == 2
        stored = [file async for file in open_files(settings).list("files")]
        assert len(stored) == 8, "the forms of two pictures"
        execute(settings, "DELETE FROM albums")
        await tidy(resources)
        assert (await look(later, used["id"])).status_code == 404
        assert await keys(settings) == set()


async def test_what_waits_for_a_moderator_is_not_swept_away(
    mara: Person, settings: Settings, resources: Resources
) -> None:
    held = await mara.settled((await mara.uploaded(PNG + b"flagged"))["id"])
    async with a_day_later(mara) as later:
        await tidy(resources)
        assert (await later.file(held["id"]))["status"] == "held"
        assert len(await keys(settings, "files")) == 4


async def test_more_than_one_batch_is_swept(mara: Person, settings: Settings, resources: Resources) -> None:
    kept = await mara.ready()
    put_in_album(settings, kept["id"])
    execute(
        settings,
        "INSERT INTO files (owner_id, purpose, kind, status, name, mime, size, created_at, checked_at)"
        f" SELECT '{mara.id}', 'photo', 'image', 'ready', 'a', '', 1, now(), now() FROM generate_series(1, 2500)",
    )
    with clock.moved(A_DAY):
        await sweep.function(resources)
    async with resources.db.read() as conn:
        assert await conn.value("SELECT array_agg(id::text) FROM files") == [kept["id"]]


async def test_a_file_that_is_put_to_use_at_the_last_moment_stays(
    mara: Person, settings: Settings, resources: Resources
) -> None:
    """Whoever is about to use it holds it: the sweep passes it over, and finds it in use the next time."""
    file = await mara.ready()
    with clock.moved(A_DAY), psycopg.connect(settings.database_url) as connection:
        connection.execute("INSERT INTO albums (file_id) VALUES (%s)", (file["id"],))
        await sweep.function(resources)
        connection.commit()
        await sweep.function(resources)
    async with resources.db.read() as conn:
        assert await conn.value("SELECT count(*) FROM files") == 1


async def test_uploads_that_are_not_continued_go_after_a_day(mara: Person, resources: Resources) -> None:
    old = await begun(mara, 100, b"x" * 50)
    with clock.moved(timedelta(hours=12)):
        mara = await renewed(mara)
        new = await begun(mara, 100, b"y" * 50)
    async with a_day_later(mara) as later:
        await tidy(resources)
        assert (await append(later, old, 50, b"x" * 50)).status_code == 404
        assert (await append(later, new, 50, b"y" * 50)).status_code == 204


async def test_a_whole_upload_that_waits_for_a_worker_for_days_is_not_lost(
    settings: Settings, resources: Resources
) -> None:
    async with running_server(settings, *LIVE) as client:  # and no worker
        mara = await enter(client)
        put_off = await mara.uploaded()
        execute(settings, "CREATE TABLE uses (file_id uuid REFERENCES files (id))")
        execute(settings, f"INSERT INTO uses VALUES ('{put_off['id']}')")
        async with a_day_later(mara) as later:
            await tidy(resources)
            assert (await later.file(put_off["id"]))["status"] == "uploaded"
            assert len(await keys(settings, "uploads")) == 1


async def test_what_no_worker_could_process_is_told_so(settings: Settings, resources: Resources) -> None:
    async with running_server(settings, *LIVE) as client:
        mara = await enter(client)
        file = await mara.uploaded()
        with clock.moved(timedelta(hours=2)):
            mara = await renewed(mara)
            await tidy(resources)
            assert (await mara.file(file["id"]))["status"] == "uploaded", "its job is still there"
            execute(settings, "UPDATE procrastinate_jobs SET status = 'failed'")
            async with raw_socket(str(client.base_url).rstrip("/")) as socket:
                assert (await socket.connect(token=mara.token)).startswith("40")
                await tidy(resources)
                told = (await socket.event("file:updated"))["file"]
        assert (told["id"], told["status"], told["reason"]) == (file["id"], "rejected", "processing_failed")
        assert await keys(settings, "uploads") == set()


async def test_what_no_row_names_goes_after_a_day(stored: Settings, resources: Resources) -> None:
    files = open_files(stored)
    names = (f"files/{uuid4()}/full.webp", f"public/{uuid4()}/full.webp", f"uploads/{uuid4()}/0-{uuid4().hex}")
    for name in (*names, "exports/of-another-feature"):
        await files.put(name, b"left behind")
    swept_here = with_store_of(resources, stored)
    await sweep_store.function(swept_here)
    assert len(await keys(stored)) == 4, "it may be on its way"
    before = swept("orphans")
    with clock.moved(A_DAY):
        await sweep_store.function(swept_here)
    assert await keys(stored) == {"exports/of-another-feature"}, "others look after what is theirs"
    assert swept("orphans") - before == 3


def with_store_of(resources: Resources, settings: Settings) -> Resources:
    """The same resources with another store."""
    return replace(resources, settings=settings, files=open_files(settings))


async def test_what_an_account_leaves_behind_in_the_store_goes(
    mara: Person, settings: Settings, resources: Resources
) -> None:
    await mara.ready()
    await begun(mara, 100, b"x" * 50)
    execute(settings, f"DELETE FROM accounts WHERE id = '{mara.id}'")
    with clock.moved(A_DAY):
        await tidy(resources)
    assert await keys(settings) == set()


async def test_a_file_that_is_lost_is_noticed_and_told_and_so_is_its_return(
    mara: Person, settings: Settings, resources: Resources
) -> None:
    file = await mara.ready(content := picture())
    put_in_album(settings, file["id"])
    files = open_files(settings)
    key = f"files/{file['id']}/full.webp"
    await files.delete([key])
    async with raw_socket(str(mara.client.base_url).rstrip("/")) as socket:
        assert (await socket.connect(token=mara.token)).startswith("40")
        await sweep.function(resources)
        assert (await mara.file(file["id"]))["url"] == file["url"], "nobody has looked yet"
        before = swept("lost")
        with clock.moved(timedelta(days=8)):
            await sweep.function(resources)
        lost = (await socket.event("file:updated"))["file"]
        assert (lost["status"], lost["url"], lost["thumbnails"]) == ("ready", None, [])
        assert swept("lost") - before == 1
        await files.put(key, b"full.webp of " + content)
        with clock.moved(timedelta(days=16)):
            await sweep.function(resources)
        found = (await socket.event("file:updated"))["file"]
        assert found["url"]
        assert len(found["thumbnails"]) == 4
