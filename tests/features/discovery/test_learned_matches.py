"""What becomes of matches teaches the ranking, and what waits unread in their chats costs attention."""

from datetime import timedelta

import httpx
import pytest

from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.chats.conftest import send
from tests.features.discovery.conftest import crowd, matched
from tests.features.discovery.feed_world import run_sql, shown
from tests.features.discovery.test_learned_feed import LATER, Town, forget_feeds, hide, standings, town, train
from tests.features.people.conftest import ask

__all__ = ["town"]

pytestmark = pytest.mark.anyio

GIVEN, GIVEN_YES = 2, 3
LONG_AFTER = timedelta(days=4)


async def test_who_writes_to_a_match_wanted_it_and_who_keeps_silent_did_not(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    await train(resources)
    before = standings(settings)
    nobody, answers, silent, alone = town.liked[:4]
    partners = crowd(settings, 3)
    first, second, third = [
        (await matched(client, partner, person))["chatId"]
        for partner, person in zip(partners, (answers, silent, alone), strict=True)
    ]
    await send(client, partners[0], first, "Hello")
    await send(client, answers, first, "Hi")
    await send(client, partners[1], second, "Hello?")

    async def learned(after: timedelta) -> dict[str, tuple[float, float]]:
        with clock.moved(after):
            await train(resources)
        now = standings(settings)
        people = {"nobody": nobody, "answers": answers, "silent": silent, "alone": alone, "wrote first": partners[1]}
        nothing = (0,) * 6
        return {
            name: tuple(now[one.id][at] - before.get(one.id, nothing)[at] for at in (GIVEN, GIVEN_YES))
            for name, one in people.items()
        }

    liked, liked_and_wrote, kept_silent = (1, 1), (2, 2), (1.5, 1)
    soon = {"nobody": (0, 0), "answers": liked_and_wrote, "silent": liked, "alone": liked}
    assert await learned(LATER) == {**soon, "wrote first": liked_and_wrote}
    assert await learned(LONG_AFTER) == {**soon, "silent": kept_silent, "wrote first": liked_and_wrote}
    assert third, "where neither wrote, neither kept silent"


async def test_who_has_chats_to_read_is_shown_later_until_they_are_read(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    await train(resources)
    run_sql(
        settings,
        "INSERT INTO judgements (judge_id, judged_id, kind, created_at) SELECT judged_id, judge_id, 'pass', now()"
        " FROM judgements WHERE judged_id = ANY (%s) AND judge_id <> %s ON CONFLICT DO NOTHING",
        [one.id for one in town.liked],
        town.viewer.id,
    )
    before = await shown(client, town.viewer)
    place = len(town.liked) // 2  # where one comes close after the other
    [busy] = [one for one in town.liked if str(one.id) == before[place]]
    partners = crowd(settings, 10)
    chats = [(await matched(client, partner, busy))["chatId"] for partner in partners]
    hide(settings, partners)
    forget_feeds(settings)
    assert await shown(client, town.viewer) == before, "a match alone costs nothing"

    said = [await send(client, partner, chat_id, "Hello") for partner, chat_id in zip(partners, chats, strict=True)]
    forget_feeds(settings)
    waiting = await shown(client, town.viewer)
    assert waiting.index(str(busy.id)) > place
    assert [one for one in waiting if one != str(busy.id)] == [one for one in before if one != str(busy.id)]

    for message in said:
        await ask(client, busy, "PUT", f"/chats/{message['chatId']}/read", {"upTo": message["pts"]})
    forget_feeds(settings)
    assert await shown(client, town.viewer) == before
