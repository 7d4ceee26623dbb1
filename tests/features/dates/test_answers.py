"""Whether the two would meet again: each says so for themselves, and two yeses are a match."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import past
from tests.features.dates.dating import again, dating, here, in_database, tab
from tests.features.discovery.conftest import crowd, matched, matches_of
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio


async def met(client: httpx.AsyncClient, one: Person, other: Person) -> str:
    """Two who have met; their date."""
    async with dating(client, one, other) as (at_one, at_other, room):
        await at_one.do("call:end", roomId=room["roomId"])
        await at_other.hear("session:finalized")
    return str(room["roomId"])


async def test_two_yeses_are_a_match_with_a_chat(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    room_id = await met(client, ada, ben)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        assert await again(client, ada, room_id, yes=True) == {"again": True, "isMutual": False, "match": None}
        assert await at_ben.heard("match:new") == [], "nobody is told of a yes alone"
        [of_ada], [of_ben] = await past(client, ada), await past(client, ben)
        assert (of_ada["again"], of_ada["isMutual"]) == (True, False)
        assert (of_ben["again"], of_ben["isMutual"]) == (None, False)
        assert [(await here(client, one))["toAnswer"] != [] for one in (ada, ben)] == [False, True]

        said = await again(client, ben, room_id, yes=True)
        assert said["isMutual"]
        assert said["match"]["user"]["id"] == str(ada.id)
        for each, other in ((at_ada, ben), (at_ben, ada)):
            told = (await each.hear("match:new"))["match"]
            assert (told["user"]["id"], told["chatId"]) == (str(other.id), said["match"]["chatId"])
        assert [(await past(client, one))[0]["isMutual"] for one in (ada, ben)] == [True, True]
        body = {"chatId": said["match"]["chatId"], "clientId": "1", "content": "It was lovely"}
        await ask(client, ada, "POST", "/messages", body)

        # Again it is the same, and who has changed their mind parts.
        assert (await again(client, ada, room_id, yes=True))["match"]["id"] == said["match"]["id"]
        refused = await again(client, ada, room_id, yes=False, status=409)
        assert refused["code"] == "found_each_other"
        assert len(await matches_of(client, ben)) == 1
        assert await at_ben.heard("match:new") == []


async def test_a_no_is_nobodys_business_and_may_become_a_yes(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    room_id = await met(client, ada, ben)
    assert await again(client, ada, room_id, yes=False) == {"again": False, "isMutual": False, "match": None}
    assert await again(client, ben, room_id, yes=True) == {"again": True, "isMutual": False, "match": None}
    [of_ben] = await past(client, ben)
    assert (of_ben["again"], of_ben["isMutual"]) == (True, False)
    assert await matches_of(client, ben) == []
    assert (await again(client, ada, room_id, yes=True))["isMutual"]
    assert len(await matches_of(client, ben)) == 1


async def test_two_who_say_yes_at_the_same_instant_have_one_match(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    people = crowd(settings, 12)
    pairs = list(zip(people[::2], people[1::2], strict=True))
    rooms = await asyncio.gather(*(met(client, *pair) for pair in pairs))
    said = await asyncio.gather(
        *(again(client, one, room_id, yes=True) for pair, room_id in zip(pairs, rooms, strict=True) for one in pair)
    )
    for first, second in zip(said[::2], said[1::2], strict=True):
        assert sorted([first["isMutual"], second["isMutual"]]) == [False, True]
    assert in_database(settings, "SELECT count(*) FROM matches") == [(len(pairs),)]


async def test_two_who_had_found_each_other_before_keep_their_match(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    match = await matched(client, ada, ben)
    room_id = await met(client, ada, ben)
    await again(client, ben, room_id, yes=True)
    async with tab(client, ben) as at_ben:
        assert (await again(client, ada, room_id, yes=True))["match"]["id"] == match["id"]
        told = (await at_ben.hear("match:new"))["match"]
        assert (told["id"], told["user"]["id"]) == (match["id"], str(ada.id))


async def test_who_may_not_answer_is_told_why(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with dating(client, ada, ben) as (at_ada, at_ben, room):
        room_id = room["roomId"]
        assert (await again(client, ada, room_id, yes=True, status=409))["code"] == "date_goes_on"
        await at_ada.do("call:end", roomId=room_id)
        await at_ben.hear("session:finalized")
    await again(client, cleo, room_id, yes=True, status=404)
    with clock.moved(timedelta(days=6, hours=23)):
        await again(client, ada, room_id, yes=True)
    with clock.moved(timedelta(days=7, hours=1)):
        assert (await here(client, ben))["toAnswer"] == []
        assert (await again(client, ben, room_id, yes=True, status=410))["code"] == "answer_too_late"


async def test_of_an_invitation_that_came_to_nothing_nobody_is_asked(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        told = await at_ada.do("call:invite", toUserId=str(ben.id), requestedSeconds=300)
        await again(client, ada, told["inviteId"], yes=True, status=404)
        await at_ben.do("call:decline", inviteId=told["inviteId"])
        await again(client, ada, told["inviteId"], yes=True, status=404)
        assert (await here(client, ada))["toAnswer"] == []


async def test_who_has_blocked_the_other_is_not_asked_any_more(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    room_id = await met(client, ada, ben)
    await again(client, ada, room_id, yes=True)
    await ask(client, ben, "POST", f"/users/{ada.id}/block")
    assert (await here(client, ben))["toAnswer"] == []
    for person in (ada, ben):
        await again(client, person, room_id, yes=True, status=404)
    assert await matches_of(client, ada) == []


async def test_what_is_kept_of_a_date_is_exported_and_erased(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with dating(client, ada, ben) as (at_ada, at_ben, room):
        await at_ada.do("room:chat", roomId=room["roomId"], text="Hello Ben")
        await at_ben.do("room:chat", roomId=room["roomId"], text="Hello Ada")
        await at_ben.do("room:giveSocial", roomId=room["roomId"], socials={"signal": "ben"})
    tables = ("dates", "date_sides", "date_cooldowns", "date_messages", "date_socials")
    assert all(in_database(settings, f"SELECT count(*) > 0 FROM {one}") == [(True,)] for one in tables)
    in_database(settings, "DELETE FROM accounts WHERE id = %s", ben.id)
    left = [in_database(settings, f"SELECT count(*) FROM {one}")[0][0] for one in tables]
    assert left == [1, 1, 0, 1, 0], "what the other has said, and that they were there, is theirs"
