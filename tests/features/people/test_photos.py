"""Photos of profiles, and the check that they show who shows them."""

import asyncio
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.people.conftest import ask, card, change, make_file, visible_person

pytestmark = pytest.mark.anyio


async def photos(client: httpx.AsyncClient, person: Person) -> list[str]:
    """Somebody's own photos."""
    return [photo["id"] for photo in await ask(client, person, "GET", "/user/me/photos")]


async def test_photos_are_ordered_and_removed(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await sign_up(client)
    files = [make_file(settings, person.id) for _ in range(9)]
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": files})
    assert await photos(client, person) == files
    turned = [files[8], *files[:8]]
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": turned})
    assert await photos(client, person) == turned
    await ask(client, person, "DELETE", f"/user/me/photos/{files[8]}")
    assert await photos(client, person) == files[:8]


async def test_a_profile_has_nine_photos_at_most(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await sign_up(client)
    files = [make_file(settings, person.id) for _ in range(40)]
    error = await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": files}, status=400)
    assert [detail["field"] for detail in error["details"]] == ["fileIds"]
    error = await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [files[0]] * 2}, status=400)
    assert [detail["field"] for detail in error["details"]] == ["fileIds"]
    assert await photos(client, person) == []


async def test_only_ones_own_pictures_become_photos(client: httpx.AsyncClient, settings: Settings) -> None:
    person, other = await sign_up(client), await sign_up(client)
    good = make_file(settings, person.id)
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [good]})
    for file_id, status, code in (
        (make_file(settings, other.id), 404, "not_found"),
        (str(uuid4()), 404, "not_found"),
        (make_file(settings, person.id, kind="video"), 415, "wrong_kind"),
        (make_file(settings, person.id, status="rejected"), 409, "file_not_accepted"),
    ):
        error = await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [good, file_id]}, status=status)
        assert error["code"] == code
    assert await photos(client, person) == [good], "nothing has changed"
    for field, kind in (("videoId", "image"), ("voiceId", "video")):
        error = await ask(client, person, "PUT", "/user/me", {field: make_file(settings, person.id, kind)}, status=415)
        assert error["code"] == "wrong_kind"


async def test_a_photo_that_many_arrange_at_once_stands_there_once(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    person = await sign_up(client)
    files = [make_file(settings, person.id) for _ in range(5)]
    orders = [files[turn:] + files[:turn] for turn in range(5)]
    await asyncio.gather(
        *(ask(client, person, "PATCH", "/user/me/photos", {"fileIds": order}) for order in orders for _ in range(3))
    )
    assert await photos(client, person) in orders


async def test_others_see_what_is_ready(client: httpx.AsyncClient, settings: Settings) -> None:
    person, viewer = await visible_person(client, settings), await sign_up(client)
    unready = make_file(settings, person.id, status="processing")
    [shown] = await photos(client, person)
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [unready, shown]})
    voice = make_file(settings, person.id, kind="voice")
    await change(client, person, voiceId=voice, videoId=make_file(settings, person.id, "video", "processing"))
    seen = await card(client, viewer, person)
    assert seen is not None
    assert [photo["id"] for photo in seen["photos"]] == [shown]
    assert (seen["video"], seen["voice"]["id"]) == (None, voice)
    assert (await ask(client, viewer, "GET", f"/files/{shown}"))["file"]["id"] == shown
    stray = make_file(settings, person.id)
    await ask(client, viewer, "GET", f"/files/{stray}", status=404)
    await change(client, person, isPaused=True)
    await ask(client, viewer, "GET", f"/files/{shown}", status=404)


async def moderator(client: httpx.AsyncClient, settings: Settings) -> Person:
    """Somebody who moderates, and has shown a second factor."""
    person = await sign_up(client)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE accounts SET role = 'moderator' WHERE id = %s", (person.id,))
        connection.execute("UPDATE sessions SET second_factor_at = now() WHERE account_id = %s", (person.id,))
    return person


async def submitted(client: httpx.AsyncClient, settings: Settings, person: Person) -> str:
    """Ask for a pose and hand a selfie in; the pose."""
    asked = (await ask(client, person, "POST", "/user/me/verification"))["user"]["verification"]
    selfie = make_file(settings, person.id)
    answer = await ask(client, person, "POST", "/user/me/verification/selfie", {"fileId": selfie})
    assert answer["user"]["verification"]["status"] == "waiting"
    return str(asked["pose"])


async def is_verified(client: httpx.AsyncClient, viewer: Person, person: Person) -> bool:
    """Whether somebody's card has the badge."""
    seen = await card(client, viewer, person)
    assert seen is not None
    return bool(seen["isVerified"])


async def test_a_moderator_gives_the_badge(client: httpx.AsyncClient, settings: Settings) -> None:
    person, judge = await visible_person(client, settings), await moderator(client, settings)
    pose = await submitted(client, settings, person)
    assert not await is_verified(client, judge, person)
    [waiting] = (await ask(client, judge, "GET", "/verifications"))["items"]
    assert (waiting["userId"], waiting["pose"], len(waiting["photos"])) == (str(person.id), pose, 1)
    decision = f"/verifications/{waiting['id']}/decision"
    await ask(client, judge, "POST", decision, {"isApproved": True})
    assert await is_verified(client, judge, person)
    error = await ask(client, judge, "POST", decision, {"isApproved": False}, status=409)
    assert error["code"] == "already_decided"


async def test_the_badge_goes_with_another_main_photo_until_somebody_has_looked(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    person, judge = await visible_person(client, settings), await moderator(client, settings)
    [main] = await photos(client, person)
    second, stranger = make_file(settings, person.id), make_file(settings, person.id)
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [main, second]})
    await submitted(client, settings, person)
    await decide(client, judge, approved=True)
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [second, main]})
    assert await is_verified(client, judge, person), "that photo was looked at as well"
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [stranger, main]})
    assert not await is_verified(client, judge, person)
    await decide(client, judge, approved=True)
    assert await is_verified(client, judge, person)


async def test_a_refusal_says_why_and_another_try_is_another_pose(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    person, judge = await visible_person(client, settings), await moderator(client, settings)
    await submitted(client, settings, person)
    await decide(client, judge, approved=False, reason="The face cannot be seen.")
    verification = (await ask(client, person, "GET", "/user/me"))["user"]["verification"]
    assert (verification["status"], verification["reason"]) == ("refused", "The face cannot be seen.")
    selfie = {"fileId": make_file(settings, person.id)}
    error = await ask(client, person, "POST", "/user/me/verification/selfie", selfie, status=409)
    assert error["code"] == "no_pose_asked", "no step can be skipped"
    await submitted(client, settings, person)


async def test_poses_cannot_be_foreseen(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await visible_person(client, settings)
    poses = {
        (await ask(client, person, "POST", "/user/me/verification"))["user"]["verification"]["pose"] for _ in range(8)
    }
    assert len(poses) > 1


async def test_who_has_no_photo_has_nothing_to_compare(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    assert (await ask(client, person, "POST", "/user/me/verification", status=409))["code"] == "no_photo_yet"


async def test_checks_are_for_moderators(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    assert (await ask(client, person, "GET", "/verifications", status=403))["code"] == "forbidden"


async def test_of_two_moderators_one_decides(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await visible_person(client, settings)
    judges = [await moderator(client, settings) for _ in range(2)]
    await submitted(client, settings, person)
    [waiting] = (await ask(client, judges[0], "GET", "/verifications"))["items"]
    answers = await asyncio.gather(
        *(
            client.post(
                f"/api/verifications/{waiting['id']}/decision",
                json={"isApproved": number == 0},
                headers=judge.headers,
            )
            for number, judge in enumerate(judges)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def decide(client: httpx.AsyncClient, judge: Person, *, approved: bool, reason: str | None = None) -> None:
    """Decide the one check that waits."""
    [waiting] = (await ask(client, judge, "GET", "/verifications"))["items"]
    body = {"isApproved": approved, "reason": reason}
    await ask(client, judge, "POST", f"/verifications/{waiting['id']}/decision", body)
