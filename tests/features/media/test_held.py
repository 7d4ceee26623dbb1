"""What screening has flagged waits for a moderator: nobody sees it meanwhile, and it does not vanish."""

from typing import Any

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.media.conftest import PNG, Person, keys

pytestmark = pytest.mark.anyio

FLAGGED = PNG + b" flagged"


def make_moderator(settings: Settings, person: Person) -> Person:
    """Let somebody moderate, who has shown a second factor."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "UPDATE accounts SET role = 'moderator', username = 'm' || left(md5(id::text), 9) WHERE id = %s",
            (person.id,),
        )
        connection.execute("UPDATE sessions SET second_factor_at = now() WHERE account_id = %s", (person.id,))
    return person


async def held(person: Person) -> list[dict[str, Any]]:
    """What waits for a moderator."""
    answer = await person.client.get("/api/files/held", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["items"]


async def decide(person: Person, file_id: str, **verdict: bool) -> httpx.Response:
    """Decide a flagged file."""
    path = f"/api/files/{file_id}/decision"
    return await person.client.post(path, json=verdict, headers=person.headers)


async def test_a_flagged_picture_is_shown_to_moderators_alone(mara: Person, noor: Person, settings: Settings) -> None:
    file = await mara.settled((await mara.uploaded(FLAGGED))["id"])
    assert (file["status"], file["reason"], file["url"]) == ("held", "nudity", None)
    make_moderator(settings, noor)
    [waiting] = await held(noor)
    assert (waiting["file"]["id"], waiting["ownerId"]) == (file["id"], str(mara.id))
    assert (await noor.client.get(waiting["file"]["url"])).status_code == 200
    assert (await decide(noor, file["id"], isAccepted=True)).status_code == 200
    accepted = await mara.file(file["id"])
    assert accepted["status"] == "ready"
    assert "reason" not in accepted
    again = await decide(noor, file["id"], isAccepted=False)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_held")


async def test_a_refused_picture_is_gone_and_its_owner_is_told_why(
    mara: Person, noor: Person, settings: Settings
) -> None:
    file = await mara.settled((await mara.uploaded(FLAGGED))["id"])
    make_moderator(settings, noor)
    assert (await decide(noor, file["id"], isAccepted=False)).status_code == 200
    refused = await mara.file(file["id"])
    assert (refused["status"], refused["reason"], refused["url"]) == ("rejected", "refused_by_moderator", None)
    assert await keys(settings, "files") == set()
    assert await held(noor) == []


async def test_a_banned_picture_is_remembered_by_its_looks(mara: Person, noor: Person, settings: Settings) -> None:
    file = await mara.settled((await mara.uploaded(FLAGGED))["id"])
    make_moderator(settings, noor)
    await decide(noor, file["id"], isAccepted=False, bansLookalikes=True)
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT hash FROM banned_pictures").fetchall() == [(-42,)]


async def test_flagged_files_are_for_moderators(mara: Person) -> None:
    answer = await mara.client.get("/api/files/held", headers=mara.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
