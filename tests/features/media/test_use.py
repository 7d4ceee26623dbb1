"""Files in use: whose they are, who else sees them, what other features do with them, and how much one may send."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.media.conftest import LIVE, Person, at_work, enter, keys, picture, renewed
from tests.features.media.standin import OGG, PNG
from tests.features.media.test_tus import create
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio


def put_in_album(settings: Settings, file_id: str, shown_to: Person | None = None) -> None:
    """Put a file to use."""
    with psycopg.connect(settings.database_url) as connection:
        shown = shown_to.id if shown_to else None
        connection.execute("INSERT INTO albums (file_id, shown_to) VALUES (%s, %s)", (file_id, shown))


async def look(person: Person, file_id: str) -> httpx.Response:
    """Ask for a file."""
    return await person.client.get(f"/api/files/{file_id}", headers=person.headers)


async def test_somebody_elses_file_is_not_there_unless_a_feature_shows_it(
    mara: Person, noor: Person, settings: Settings
) -> None:
    file = await mara.ready()
    theirs, nobodys = await look(noor, file["id"]), await look(noor, str(uuid4()))
    assert theirs.status_code == 404
    assert theirs.text == nobodys.text
    put_in_album(settings, file["id"], shown_to=noor)
    shown = (await look(noor, file["id"])).json()["data"]["file"]
    assert shown == await mara.file(file["id"])
    assert (await mara.client.get(shown["url"])).status_code == 200
    third = await enter(mara.client)
    assert (await look(third, file["id"])).status_code == 404


@pytest.mark.parametrize("content", [PNG + b"broken", PNG + b"flagged"])
async def test_what_was_not_accepted_is_shown_to_nobody_else(
    mara: Person, noor: Person, settings: Settings, content: bytes
) -> None:
    file = await mara.settled((await mara.uploaded(content))["id"])
    put_in_album(settings, file["id"], shown_to=noor)
    assert (await look(noor, file["id"])).status_code == 404
    assert (await look(mara, file["id"])).status_code == 200


async def test_a_file_in_use_stays_until_it_is_removed_from_there(mara: Person, settings: Settings) -> None:
    file = await mara.ready()
    put_in_album(settings, file["id"])
    url = f"/api/files/{file['id']}"
    answer = await mara.client.delete(url, headers=mara.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "file_in_use")
    assert (await look(mara, file["id"])).json()["data"]["file"] == file
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM albums")
    assert (await mara.client.delete(url, headers=mara.headers)).status_code == 200
    assert (await look(mara, file["id"])).status_code == 404
    assert await keys(settings) == set()


async def test_nobody_removes_somebody_elses_file(mara: Person, noor: Person) -> None:
    file = await mara.ready()
    assert (await noor.client.delete(f"/api/files/{file['id']}", headers=noor.headers)).status_code == 404
    assert (await mara.client.get(file["url"])).status_code == 200


async def test_another_feature_takes_a_form_at_a_door_of_its_own(mara: Person) -> None:
    answer = await mara.client.post("/api/albums", files={"file": ("a.png", picture())}, headers=mara.headers)
    assert answer.status_code == 201
    file = await mara.settled(answer.json()["data"])
    assert file["status"] == "ready"
    shown = (await mara.client.get("/api/albums", headers=mara.headers)).json()["data"]
    assert shown == [file], "and describes files as everybody does"
    wrong = await mara.client.post("/api/albums", files={"file": ("a.png", OGG)}, headers=mara.headers)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (415, "wrong_kind")


async def test_only_what_is_ones_own_and_accepted_can_be_put_to_use(mara: Person, noor: Person) -> None:
    good, broken = await mara.ready(), await mara.settled((await mara.uploaded(PNG + b"broken"))["id"])
    song = await mara.ready(OGG, "a.ogg")

    async def use(person: Person, file_id: str) -> tuple[int, str]:
        answer = await person.client.put(f"/api/albums/{file_id}", headers=person.headers)
        return answer.status_code, answer.json().get("error", {}).get("code")

    assert await use(mara, good["id"]) == (200, None)
    assert await use(noor, good["id"]) == (404, "not_found")
    assert await use(mara, str(uuid4())) == (404, "not_found")
    assert await use(mara, broken["id"]) == (409, "file_not_accepted")
    assert await use(mara, song["id"]) == (415, "wrong_kind")


def bounded(settings: Settings, **quota: int) -> Settings:
    """Settings with a small quota."""
    return settings.model_copy(update={f"upload_{name}": most for name, most in quota.items()})


async def sent_at_once(person: Person, how: str, sizes: list[int]) -> list[httpx.Response]:
    """Send files of these sizes at the same time."""
    if how == "form":
        return await asyncio.gather(*(person.upload(picture(size)) for size in sizes))
    return await asyncio.gather(*(create(person, size) for size in sizes))


@pytest.mark.parametrize("how", ["form", "tus"])
@pytest.mark.parametrize(("quota", "sizes"), [({"files_a_day": 3}, [100] * 8), ({"bytes_a_day": 3500}, [1000] * 8)])
async def test_a_day_has_room_for_so_much_even_when_all_comes_at_once(
    settings: Settings, quota: dict[str, int], sizes: list[int], how: str
) -> None:
    async with running_server(bounded(settings, **quota), *LIVE) as client:
        mara, noor = await enter(client), await enter(client)
        answers = await sent_at_once(mara, how, sizes)
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [429] * 5
        refused: Any = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json()["error"]["code"] == "quota_reached"
        assert 0 < int(refused.headers["retry-after"]) <= 24 * 3600
        [other] = await sent_at_once(noor, how, sizes[:1])
        assert other.status_code == 201, "each has a quota of their own"
        with clock.moved(timedelta(seconds=int(refused.headers["retry-after"]) + 1)):
            [tomorrow] = await sent_at_once(await renewed(mara), how, sizes[:1])
            assert tomorrow.status_code == 201
        assert len(await keys(settings, "uploads")) == (how == "form"), "what was refused leaves nothing"


async def test_who_uploads_too_often_waits(settings: Settings) -> None:
    limited = settings.model_copy(update={"rate_limits": True, "rate_limit_rules": ["uploads=2/hour"]})
    async with running_server(limited, *LIVE) as client:
        mara = await enter(client)
        assert (await mara.upload(picture())).status_code == 201
        assert (await create(mara, 100)).status_code == 201
        for answer in (await mara.upload(picture()), await create(mara, 100)):
            assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate_limited")


async def test_no_content_and_no_name_reaches_a_log(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    loud = settings.model_copy(update={"log_level": "debug"})
    async with at_work(loud) as client:
        mara = await enter(client)
        for content in (PNG + b"canary-in-content", PNG + b"broken canary-in-content"):
            file = await mara.settled((await mara.uploaded(content, "canary-in-name.png"))["id"])
            if file["url"]:
                await client.get(file["url"])
        await create(mara, 100, filename="canary-in-name.png")
    said = "".join(capfd.readouterr())
    assert "/api/files/upload" in said
    assert "canary" not in said
    assert "signature" not in said
