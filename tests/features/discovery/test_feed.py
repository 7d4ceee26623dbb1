"""The feed, through the front door: who is shown to whom, with what reasons, and what is felt at once."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.discovery.feed_world import LISBON, PORTO, SINTRA, cards, judge, run_sql, shown, somebody, want
from tests.features.people.conftest import ask, change

pytestmark = pytest.mark.anyio


async def test_two_who_fit_are_shown_to_each_other_with_reasons(client: httpx.AsyncClient, settings: Settings) -> None:
    ada = await somebody(client, settings, LISBON)
    bob = await somebody(client, settings, SINTRA, gender="man", birthdate="1987-04-01")
    await change(client, ada, interests=["jazz", "chess", "tea"], languages=["pt", "de"])
    await change(client, bob, interests=["tea", "jazz"], languages=["de"])
    [card] = await cards(client, ada)
    assert card["user"]["id"] == str(bob.id)
    assert (card["distanceKm"], card["user"]["distanceKm"]) == (25, 25)
    assert card["sharedInterests"] == ["tea", "jazz"]
    assert card["compatibility"] == 95
    told = {reason["kind"]: reason["values"] for reason in card["reasons"]}
    assert told == {
        "bothLike": ["tea", "jazz"],
        "bothHope": ["dates"],
        "bothSpeak": ["de"],
        "activeToday": [],
        "newHere": [],
    }
    assert await shown(client, bob) == [str(ada.id)]


async def test_reasons_are_true_and_tell_nothing_that_is_hidden(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    await change(client, ada, languages=["de"])
    await change(client, bob, languages=["de"], hidden=["languages", "city", "distance"], showsLastSeen=False)
    [card] = await cards(client, ada)
    assert [reason["kind"] for reason in card["reasons"]] == ["bothHope", "newHere"]
    assert (card["distanceKm"], card["user"]["city"]) == (None, None)
    run_sql(settings, "UPDATE candidates SET active_on = current_date")  # on a Monday it is so by itself
    [card] = await cards(client, ada)
    assert [reason["kind"] for reason in card["reasons"]] == ["bothHope", "newHere"]
    run_sql(settings, "UPDATE accounts SET created_at = now() - interval '8 days'")
    run_sql(settings, "UPDATE candidates SET joined_at = now() - interval '8 days'")
    [card] = await cards(client, ada)
    assert [reason["kind"] for reason in card["reasons"]] == ["bothHope"]


@pytest.mark.parametrize(
    ("wants", "account", "point"),
    [
        ({"genders": ["man"]}, {}, LISBON),
        ({"ageMin": 37}, {}, LISBON),
        ({"ageMax": 35}, {}, LISBON),
        ({"maxDistanceKm": 10}, {}, SINTRA),
        ({"maxDistanceKm": 250}, {}, PORTO),
        ({"goals": ["friends"]}, {}, LISBON),
        ({}, {}, None),
    ],
)
async def test_what_one_of_two_does_not_want_is_shown_to_neither(
    client: httpx.AsyncClient, settings: Settings, wants: dict[str, Any], account: dict[str, Any], point: Any
) -> None:
    """Bob's choices differ: Ada would see him, but he would not see her."""
    ada = await somebody(client, settings, LISBON, {"maxDistanceKm": 400})
    bob = await somebody(client, settings, point, wants, **account)
    assert await shown(client, ada) == []
    assert await shown(client, bob) == []


async def test_who_looks_anywhere_finds_those_who_do_too(client: httpx.AsyncClient, settings: Settings) -> None:
    anywhere: dict[str, Any] = {"maxDistanceKm": None, "goals": []}
    ada = await somebody(client, settings, LISBON, anywhere)
    nowhere = await somebody(client, settings, None, anywhere)
    far = await somebody(client, settings, (-33.87, 151.21), anywhere)
    near = await somebody(client, settings, SINTRA, {"goals": ["open"]})
    await somebody(client, settings, PORTO, {"goals": ["open"]})
    assert set(await shown(client, ada)) == {str(one.id) for one in (nowhere, far, near)}
    assert set(await shown(client, nowhere)) == {str(one.id) for one in (ada, far)}
    assert set(await shown(client, near)) == {str(ada.id)}


@pytest.mark.parametrize("who", ["ada", "bob"])
async def test_a_block_is_felt_at_once_whoever_made_it(client: httpx.AsyncClient, settings: Settings, who: str) -> None:
    people = {name: await somebody(client, settings) for name in ("ada", "bob")}
    ada, bob = people["ada"], people["bob"]
    assert await shown(client, ada) == [str(bob.id)]
    blocker, blocked = people[who], bob if who == "ada" else ada
    await ask(client, blocker, "POST", f"/users/{blocked.id}/block")
    assert await shown(client, ada) == []
    assert await shown(client, bob) == []
    await ask(client, blocker, "DELETE", f"/users/{blocked.id}/block")
    assert await shown(client, ada) == [str(bob.id)]


@pytest.mark.parametrize(
    ("changes", "back"),
    [({"isPaused": True}, {"isPaused": False}), ({"isIncognito": True}, {"isIncognito": False})],
    ids=["paused", "incognito"],
)
async def test_who_hides_is_gone_at_once_and_comes_back_at_once(
    client: httpx.AsyncClient, settings: Settings, changes: dict[str, Any], back: dict[str, Any]
) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    assert await shown(client, ada) == [str(bob.id)]
    await change(client, bob, **changes)
    assert await shown(client, ada) == []
    await change(client, bob, **back)
    assert await shown(client, ada) == [str(bob.id)]


@pytest.mark.parametrize("column", ["banned_at", "deletion_due_at"])
async def test_who_is_banned_or_leaving_is_gone(client: httpx.AsyncClient, settings: Settings, column: str) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    assert await shown(client, ada) == [str(bob.id)]
    run_sql(settings, f"UPDATE accounts SET {column} = now() WHERE id = %s", bob.id)
    assert await shown(client, ada) == []


async def test_without_a_photo_nobody_is_shown_where_one_is_asked_for(
    client: httpx.AsyncClient, settings: Settings, serve_with: Any
) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    assert await shown(client, ada) == [str(bob.id)]
    run_sql(settings, "UPDATE files SET status = 'held', reason = 'nudity' WHERE owner_id = %s", bob.id)
    assert await shown(client, ada) == []
    async with serve_with(profile_requires=["age"]) as lenient:
        assert await shown(lenient, ada) == [str(bob.id)]
    run_sql(settings, "UPDATE files SET status = 'ready', reason = NULL WHERE owner_id = %s", bob.id)
    assert await shown(client, ada) == [str(bob.id)]
    await ask(client, bob, "PATCH", "/user/me/photos", {"fileIds": []})
    assert await shown(client, ada) == []


@pytest.mark.parametrize("kind", ["like", "superlike", "pass", "later", "unmatched"])
async def test_who_was_judged_is_gone_at_once(client: httpx.AsyncClient, settings: Settings, kind: str) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    assert await shown(client, ada) == [str(bob.id)]
    judge(settings, ada, bob, kind)
    assert await shown(client, ada) == []
    assert await shown(client, bob) == [str(ada.id)], "being judged is not told"


async def test_who_was_passed_on_returns_when_their_time_is_over(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    judge(settings, ada, bob, hidden="10 minutes")
    assert await shown(client, ada) == []
    with clock.moved(timedelta(minutes=11)):
        run_sql(settings, "UPDATE feeds SET computed_at = computed_at - interval '11 minutes'")
        assert await shown(client, ada) == [str(bob.id)]


async def test_a_change_of_what_one_wants_is_felt_at_once(client: httpx.AsyncClient, settings: Settings) -> None:
    ada = await somebody(client, settings)
    bob, cleo = await somebody(client, settings, gender="man"), await somebody(client, settings, gender="woman")
    for genders, expected in ((["man"], {bob}), (["woman"], {cleo}), (["woman", "man"], {bob, cleo})):
        await want(client, ada, genders=genders)
        assert set(await shown(client, ada)) == {str(one.id) for one in expected}
    await ask(client, bob, "PUT", "/user/me", {"gender": "nonbinary"})
    assert await shown(client, ada) == [str(cleo.id)]


async def test_whoever_is_new_is_in_feeds_that_were_computed_before(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada = await somebody(client, settings)
    expected: set[str] = set()
    for _ in range(3):
        assert set(await shown(client, ada)) == expected
        expected.add(str((await somebody(client, settings)).id))
    assert set(await shown(client, ada)) == expected
    [(computed,)] = run_sql(settings, "SELECT cardinality(candidate_ids) FROM feeds WHERE viewer_id = %s", ada.id)
    assert computed == 0, "they were found without computing the feed anew"


async def test_the_best_come_first_and_no_more_than_asked_for(client: httpx.AsyncClient, settings: Settings) -> None:
    ada = await somebody(client, settings)
    others = [await somebody(client, settings) for _ in range(3)]
    for other, likes in zip(others, (1, 9, 5), strict=True):
        run_sql(settings, "INSERT INTO judgement_sums VALUES (%s, 10, %s, 10, %s)", other.id, likes, likes)
    best = [str(others[index].id) for index in (1, 2, 0)]
    assert await shown(client, ada) == best
    assert await shown(client, ada, limit=2) == best[:2]
    for limit in (0, 51, "x"):
        error = await ask(client, ada, "GET", f"/discovery?limit={limit}", status=400)
        assert [detail["field"] for detail in error["details"]] == ["limit"]


async def test_who_pauses_or_has_not_said_enough_is_shown_nobody(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, _ = await somebody(client, settings), await somebody(client, settings)
    await change(client, ada, isPaused=True)
    assert await shown(client, ada) == []
    why = await ask(client, ada, "GET", "/discovery/why")
    assert why["missing"] == ["unpaused"]


async def test_feeds_are_not_for_scripts(settings: Settings, serve_with: Any) -> None:
    rules = ["feed=5/minute", "feed_choices=2/hour", "feed_why=3/hour"]
    async with serve_with(rate_limits=True, rate_limit_rules=rules) as client:
        ada = await somebody(client, settings)
        for _ in range(5):
            await shown(client, ada)
        error = await ask(client, ada, "GET", "/discovery", status=429)
        assert error["code"] == "rate_limited"
        for _ in range(3):
            await ask(client, ada, "GET", "/discovery/why")
        await ask(client, ada, "GET", "/discovery/why", status=429)


async def test_trying_choices_one_after_the_other_is_stopped(settings: Settings, serve_with: Any) -> None:
    async with serve_with(rate_limits=True, rate_limit_rules=["feed_choices=2/hour"]) as client:
        ada = await somebody(client, settings)
        await shown(client, ada)
        for age in (30, 31):
            await want(client, ada, ageMin=age)
            await shown(client, ada)
            await shown(client, ada)
        await want(client, ada, ageMin=32)
        assert (await ask(client, ada, "GET", "/discovery", status=429))["code"] == "rate_limited"
