"""Likes, superlikes, passes and what is put off: what each changes, whom it reaches, and how it is taken back."""

from datetime import timedelta

import httpx
import psycopg
import pytest

from mingle.features.discovery import jobs
from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, connected, send, working
from tests.features.discovery.conftest import NO_MATCH, crowd, judge, likers_of, matched, matches_of, rewind
from tests.features.people.conftest import ask, change

pytestmark = pytest.mark.anyio


NOBODY = "019a0000-0000-7000-8000-00000000dead"


async def test_two_who_like_each_other_have_a_match_and_a_chat_and_are_told(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    async with serve() as there, connected(client, ada) as at_ada, connected(there, ben) as at_ben:
        assert await judge(client, ada, ben) == NO_MATCH
        verdict = await judge(there, ben, ada)
        told = [(await socket.event("match:new"))["match"] for socket in (at_ada, at_ben)]
    assert verdict == {"matched": True, "match": told[1]}
    assert [one["user"]["id"] for one in told] == [str(ben.id), str(ada.id)]
    assert len({(one["id"], one["chatId"], one["createdAt"]) for one in told}) == 1
    assert await matches_of(client, ada) == [told[0]]
    for person in (ada, ben):
        await send(client, person, told[0]["chatId"], "Hello")
    chat = (await ask(client, ada, "GET", f"/chats/{told[0]['chatId']}"))["chat"]
    assert (chat["type"], chat["memberCount"], chat["peer"]["id"]) == ("private", 2, str(ben.id))


async def test_said_again_it_changes_nothing(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    for kind in ("pass", "pass", "like", "like", "superlike", "superlike", "like"):
        assert await judge(client, ada, ben, kind) == NO_MATCH
    [liked] = (await ask(client, ben, "GET", "/likes/received"))["items"]
    assert liked["kind"] == "superlike", "a like says no more than a superlike"
    first = await judge(client, ben, ada)
    assert first["matched"]
    assert await judge(client, ben, ada) == first
    assert (await judge(client, ada, ben, "superlike"))["match"]["id"] == first["match"]["id"]
    for kind in ("pass", "later"):
        assert (await judge(client, ada, ben, kind, status=409))["code"] == "already_matched"
    assert len(await matches_of(client, ada)) == 1


@pytest.mark.parametrize("kind", ["pass", "later"])
async def test_another_word_takes_the_place_of_the_one_before(
    client: httpx.AsyncClient, somebody: Somebody, kind: str
) -> None:
    ada, ben = await somebody(), await somebody()
    await judge(client, ada, ben)
    await judge(client, ada, ben, kind)
    assert await likers_of(client, ben) == []
    assert await judge(client, ben, ada) == NO_MATCH, "nobody learns that a like was withdrawn"
    assert (await judge(client, ada, ben))["matched"], "minds change back"


async def test_a_note_goes_with_a_superlike(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    for kind in ("like", "pass", "later"):
        error = await judge(client, ada, ben, kind, note="Two cats!", status=400)
        assert error["details"] == [{"field": "note", "message": "goes with a superlike only"}]
    for note in ("x" * 301, "a \u202e turn", " "):
        error = await judge(client, ada, ben, "superlike", note=note, status=400)
        assert [detail["field"] for detail in error["details"]] == ["note"]
    await judge(client, ada, ben, "superlike", note="Two cats!")
    [liked] = (await ask(client, ben, "GET", "/likes/received"))["items"]
    assert (liked["user"]["id"], liked["kind"], liked["note"]) == (str(ada.id), "superlike", "Two cats!")


async def test_nobody_judges_themselves(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada = await somebody()
    assert (await judge(client, ada, ada, status=409))["code"] == "not_yourself"


async def test_who_cannot_be_seen_is_nobody(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    ada, blocker, blocked, paused, incognito, bare, leaving = [await somebody() for _ in range(7)]
    await ask(client, blocker, "POST", f"/users/{ada.id}/block")
    await ask(client, ada, "POST", f"/users/{blocked.id}/block")
    await change(client, paused, isPaused=True)
    await change(client, incognito, isIncognito=True)
    await ask(client, bare, "PATCH", "/user/me/photos", {"fileIds": []})
    await ask(client, leaving, "DELETE", "/user/me")
    nobody = await ask(client, ada, "POST", "/likes", {"userId": NOBODY, "kind": "like"}, status=404)
    for person in (blocker, blocked, paused, incognito, bare, leaving):
        for kind in ("like", "superlike", "pass", "later"):
            assert await judge(client, ada, person, kind, status=404) == nobody
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM judgements").fetchone() == (0,)


async def test_who_was_passed_on_or_put_off_is_not_told(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    ada, ben, cleo, last = await somebody(), await somebody(), await somebody(), await somebody()
    async with serve() as there, connected(there, ada) as at_ada:
        await judge(client, ben, ada, "pass")
        await judge(client, cleo, ada, "later")
        answers = [await judge(client, ada, person) for person in (ben, cleo)]
        await matched(client, ada, last)
        assert (await at_ada.event("match:new"))["match"]["user"]["id"] == str(last.id), "the first that is told"
    assert answers == [NO_MATCH, NO_MATCH]
    assert await likers_of(client, ada) == []


async def test_who_is_incognito_is_seen_by_those_whom_they_like(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    await change(client, ada, isIncognito=True)
    await judge(client, ben, ada, status=404)
    await judge(client, ada, ben)
    assert await likers_of(client, ben) == [str(ada.id)]
    assert (await judge(client, ben, ada))["matched"]


@pytest.mark.parametrize(("kind", "days"), [("pass", 90), ("later", 3)])
async def test_who_was_turned_away_returns(client: httpx.AsyncClient, settings: Settings, kind: str, days: int) -> None:
    ada, ben = crowd(settings, 2)
    await judge(client, ben, ada)
    await judge(client, ada, ben, kind)
    with clock.moved(timedelta(days=days) - timedelta(seconds=30)):
        assert await likers_of(client, ada) == []
    with clock.moved(timedelta(days=days, seconds=1)):
        assert await likers_of(client, ada) == [str(ben.id)]
        await judge(client, ada, ben, kind)
        assert await likers_of(client, ada) == [], "it holds anew"


async def test_who_was_passed_on_does_not_return_where_the_operator_says_so(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(discovery_pass_days=None) as client:
        await judge(client, ben, ada)
        await judge(client, ada, ben, "pass")
        with clock.moved(timedelta(days=36_000)):
            assert await likers_of(client, ada) == []


async def test_what_was_put_off_is_forgotten_when_it_is_over(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    await judge(client, ada, ben, "later")
    await judge(client, ada, cleo, "pass")

    async def kept() -> list[tuple[str, ...]]:
        async with working(settings) as resources:
            await jobs.forget.run(resources, {})
        with psycopg.connect(settings.database_url) as connection:
            return connection.execute("SELECT kind FROM judgements ORDER BY kind").fetchall()

    assert await kept() == [("later",), ("pass",)]
    with clock.moved(timedelta(days=100)):
        assert await kept() == [("pass",)]


@pytest.mark.parametrize("kind", ["like", "superlike", "pass", "later"])
async def test_the_last_word_is_taken_back(client: httpx.AsyncClient, somebody: Somebody, kind: str) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    await judge(client, ada, cleo)
    await judge(client, ada, ben, kind)
    assert await rewind(client, ada) == {"userId": str(ben.id), "kind": kind}
    assert await likers_of(client, ben) == []
    assert await likers_of(client, cleo) == [str(ada.id)]
    assert await judge(client, ben, ada) == NO_MATCH
    assert await rewind(client, ada) == {"userId": str(cleo.id), "kind": "like"}
    assert (await rewind(client, ada, status=409))["code"] == "nothing_to_rewind"


async def test_what_led_to_a_match_is_not_taken_back(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    match = await matched(client, ada, ben)
    for person in (ada, ben):
        assert (await rewind(client, person, status=409))["code"] == "already_matched"
    await ask(client, ada, "DELETE", f"/matches/{match['id']}")
    for person in (ada, ben):
        assert (await rewind(client, person, status=409))["code"] == "nothing_to_rewind"


async def test_who_likes_me_superlikes_first_then_the_latest(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, *likers = crowd(settings, 6)
    for number, person in enumerate(likers):
        await judge(client, person, ada, "superlike" if number in (1, 3) else "like")
    found: list[str] = []
    cursor, pages = "", 0
    while True:
        page = await ask(client, ada, "GET", f"/likes/received?limit=2{cursor}")
        assert page["count"] == 5
        found += [one["user"]["id"] for one in page["items"]]
        pages += 1
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert (found, pages) == ([str(likers[n].id) for n in (3, 1, 4, 2, 0)], 3)


async def test_who_likes_me_and_is_to_be_seen_no_more_is_left_out(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada = await somebody()
    blocker, blocked, paused, bare, leaving, judged, left = [await somebody() for _ in range(7)]
    everybody: list[Person] = [blocker, blocked, paused, bare, leaving, judged, left]
    for person in everybody:
        await judge(client, person, ada)
    assert len(await likers_of(client, ada)) == 7
    await ask(client, blocker, "POST", f"/users/{ada.id}/block")
    await ask(client, ada, "POST", f"/users/{blocked.id}/block")
    await change(client, paused, isPaused=True)
    await ask(client, bare, "PATCH", "/user/me/photos", {"fileIds": []})
    await ask(client, leaving, "DELETE", "/user/me")
    await judge(client, ada, judged, "pass")
    assert await likers_of(client, ada) == [str(left.id)]
    assert await likers_of(client, crowd(settings, 1)[0]) == []
