"""The job around processing: it may run twice, fail and be tried again, or find that its file is gone."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from mingle.features.media.jobs import processing_job, sweep_store
from mingle.features.media.processing import Declared, Limits, Processed, Screening
from mingle.kernel import clock
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.features.media.conftest import LIVE, Person, enter, keys, picture
from tests.features.media.standin import PNG, process
from tests.features.media.test_sweep import A_DAY
from tests.support.servers import running_server, running_worker
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio


async def test_run_twice_at_once_it_is_as_if_run_once(settings: Settings, resources: Resources) -> None:
    both_are_in = asyncio.Barrier(2)

    async def together(source: Path, into: Path, declared: Declared, limits: Limits, screening: Screening) -> Processed:
        await both_are_in.wait()
        return await process(source, into, declared, limits, screening)

    job = processing_job(together)
    async with running_server(settings, *LIVE) as client:  # and no worker
        mara = await enter(client)
        async with raw_socket(str(client.base_url).rstrip("/")) as socket:
            assert (await socket.connect(token=mara.token)).startswith("40")
            sent = await mara.uploaded(content := picture())
            file_id = UUID(sent["id"])
            await asyncio.gather(job.function(resources, file_id), job.function(resources, file_id))
            await job.function(resources, file_id)
            marker = await mara.uploaded()
            told: list[str] = []
            while (file := (await socket.event("file:updated"))["file"])["id"] != marker["id"]:
                told.append(file["status"])
        assert told == ["uploaded", "processing", "ready"]
        file = await mara.file(sent["id"])
        assert len(file["thumbnails"]) == 4
        assert (await client.get(file["url"])).content == b"full.webp of " + content


async def test_what_fails_is_tried_again(settings: Settings) -> None:
    tries: list[Path] = []

    async def clumsy(source: Path, into: Path, declared: Declared, limits: Limits, screening: Screening) -> Processed:
        tries.append(source)
        if len(tries) < 3:
            raise RuntimeError
        return await process(source, into, declared, limits, screening)

    async with (
        open_resources(settings, [processing_job(clumsy)]) as resources,
        running_worker(resources, settings),
        running_server(settings, *LIVE) as client,
    ):
        mara = await enter(client)
        await mara.ready()
    assert len(tries) == 3
    assert not any(path.exists() for path in tries), "nothing is left in temporary folders"


@pytest.mark.parametrize("content", [picture(), PNG + b"broken"])
async def test_a_file_that_is_removed_meanwhile_leaves_nothing(
    settings: Settings, resources: Resources, content: bytes
) -> None:
    async def interrupted(
        source: Path, into: Path, declared: Declared, limits: Limits, screening: Screening
    ) -> Processed:
        [mara] = people
        answer = await mara.client.delete(f"/api/files/{sent['id']}", headers=mara.headers)
        assert answer.status_code == 200
        return await process(source, into, declared, limits, screening)

    async with running_server(settings, *LIVE) as client:
        people: list[Person] = [await enter(client)]
        sent = await people[0].uploaded(content)
        await processing_job(interrupted).function(resources, UUID(sent["id"]))
        with clock.moved(A_DAY):
            await sweep_store.function(resources)
        assert await keys(settings) == set()
