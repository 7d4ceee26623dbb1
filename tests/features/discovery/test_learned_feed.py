"""The feed by the ranking that learns: two camps of opposite tastes, and somebody who has judged a few of each."""

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psycopg
import pytest

from mingle.features.discovery import learning_jobs, learning_queries
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Ranking, Settings
from tests.features.accounts.conftest import Person
from tests.features.discovery.conftest import crowd, judge
from tests.features.discovery.feed_world import cards, run_sql, shown

pytestmark = pytest.mark.anyio

LATER = timedelta(minutes=2)
CAMP, KNOWN = 25, 10
STANDINGS = "SELECT account_id, openness, appeal, given, given_yes, received, received_yes FROM standings"


@dataclass
class Town:
    """Who has judged KNOWN of each, and what the others of their camp like and pass on among those who are left."""

    viewer: Person
    liked: list[Person]
    passed: list[Person]

    def split(self, ids: list[str]) -> str:
        """An order, told as letters: L for who is liked by the camp, P for who is passed on, N for others."""
        letters = {str(one.id): "L" for one in self.liked} | {str(one.id): "P" for one in self.passed}
        return "".join(letters.get(one, "N") for one in ids)


@pytest.fixture
def town(settings: Settings) -> Town:
    """Ones like earls and pass on dukes, others the other way round; nobody is liked more than anybody else.

    By the simple rule dukes come first: each earl lacks the viewer's like.
    """
    people = crowd(settings, 4 * CAMP)
    ones, others, earls, dukes = (people[at : at + CAMP] for at in range(0, 4 * CAMP, CAMP))
    said = [(judge, earl, judge in ones) for judge in (*ones[1:], *others) for earl in earls]
    said += [(judge, duke, judge in others) for judge in (*ones[1:], *others) for duke in dukes]
    said += [(ones[0], earl, True) for earl in earls[:KNOWN]] + [(ones[0], duke, False) for duke in dukes[:KNOWN]]
    said += [
        (a[i], b[(i + j) % CAMP], j % 2 == 0)
        for a, b in ((earls, dukes), (dukes, earls))
        for i in range(CAMP)
        for j in range(KNOWN)
    ]
    Random(1).shuffle(said)
    rows = [(a.id, b.id, "like" if yes else "pass", number) for number, (a, b, yes) in enumerate(said)]
    with psycopg.connect(settings.database_url) as connection:
        connection.cursor().executemany(
            "INSERT INTO judgements (judge_id, judged_id, kind, created_at)"
            " VALUES (%s, %s, %s, now() - interval '1 day' + %s * interval '1 second')",
            rows,
        )
    hide(settings, [*ones, *others])
    return Town(ones[0], earls[KNOWN:], dukes[KNOWN:])


def hide(settings: Settings, people: list[Person]) -> None:
    """Let them see others without being seen."""
    ids = [one.id for one in people]
    run_sql(settings, "UPDATE profiles SET is_incognito = true WHERE account_id = ANY (%s)", ids)


def forget_feeds(settings: Settings) -> None:
    """As after an hour."""
    run_sql(settings, "DELETE FROM feeds")


async def train(resources: Resources) -> None:
    await learning_jobs.train.run(resources, {})


async def learn(resources: Resources) -> None:
    """Learn, once what was said just now is surely there to be read."""
    with clock.moved(LATER):
        await learning_jobs.learn.run(resources, {})


def standings(settings: Settings) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in run_sql(settings, STANDINGS)}


async def test_whom_the_like_minded_liked_comes_before_whom_they_passed_on(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    before = await cards(client, town.viewer)
    assert town.split([card["user"]["id"] for card in before]) == 15 * "P" + 15 * "L", "nothing is learned yet"
    await train(resources)
    forget_feeds(settings)
    after = await cards(client, town.viewer)
    assert town.split([card["user"]["id"] for card in after]) == 15 * "L" + 15 * "P"
    suits = {card["user"]["id"]: card["compatibility"] for card in after}
    assert min(suits[str(one.id)] for one in town.liked) > max(suits[str(one.id)] for one in town.passed)
    assert all(5 <= percent <= 95 and percent % 5 == 0 for percent in suits.values())
    assert len({card["compatibility"] for card in before}) == 1, "before, it is what two profiles have in common"


async def test_the_switch_to_the_simple_rule(
    settings: Settings, resources: Resources, town: Town, serve_with: Any
) -> None:
    await train(resources)
    async with serve_with(discovery_ranking=Ranking.SIMPLE) as simple:
        assert town.split(await shown(simple, town.viewer)) == 15 * "P" + 15 * "L"
    forget_feeds(settings)
    async with serve_with(discovery_ranking=Ranking.LEARNED) as learned:
        assert town.split(await shown(learned, town.viewer)) == 15 * "L" + 15 * "P"


async def test_by_the_simple_rule_nothing_is_trained(settings: Settings, resources: Resources, town: Town) -> None:
    await train(replace(resources, settings=settings.model_copy(update={"discovery_ranking": Ranking.SIMPLE})))
    assert town.viewer.id not in standings(settings)


async def test_a_few_decisions_teach_nothing(settings: Settings, resources: Resources, town: Town) -> None:
    run_sql(settings, "DELETE FROM judgements WHERE judge_id <> %s", town.viewer.id)
    await train(resources)
    await learn(resources)
    assert run_sql(settings, "SELECT id FROM ranking_models") == []


async def test_a_model_of_another_version_is_not_used(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    await train(resources)
    run_sql(settings, "UPDATE ranking_models SET model = jsonb_set(model, '{schema}', '99')")
    await judge(client, town.viewer, town.liked[0])
    await learn(resources)
    assert town.split(await shown(client, town.viewer)) == 15 * "P" + 14 * "L"


async def test_newcomers_are_found_in_an_order_that_is_another_one_each_day(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    await train(resources)
    await shown(client, town.viewer)
    new = {str(one.id) for one in crowd(settings, 8)}
    orders: list[list[str]] = []
    for day in range(4):
        with clock.moved(timedelta(days=day)):
            first = await shown(client, town.viewer)
            forget_feeds(settings)
            assert await shown(client, town.viewer) == first, "the day's order is the day's"
            forget_feeds(settings)
        orders.append([one for one in first if one in new])
    assert all(set(order) == new for order in orders)
    assert len({tuple(order) for order in orders}) > 1


async def test_who_answers_their_likes_is_shown_sooner(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    await train(resources)
    before = await shown(client, town.viewer)
    last = before[14]
    run_sql(
        settings,
        "INSERT INTO judgements (judge_id, judged_id, kind, created_at) SELECT judged_id, judge_id, 'pass', now()"
        " FROM judgements WHERE judged_id = %s AND judge_id <> %s ON CONFLICT DO NOTHING",
        last,
        town.viewer.id,
    )
    forget_feeds(settings)
    after = await shown(client, town.viewer)
    assert after.index(last) < 14
    assert [one for one in after if one != last] == [one for one in before if one != last]


async def test_trained_twice_at_once_it_is_trained_once(settings: Settings, resources: Resources, town: Town) -> None:
    await asyncio.gather(train(resources), train(resources))
    [(figures, people)] = run_sql(
        settings, "SELECT figures, (SELECT count(*) FROM standings WHERE model_id = m.id) FROM ranking_models m"
    )
    assert (figures["decisions"], people) == (2970, 4 * CAMP)
    await train(resources)
    assert run_sql(settings, "SELECT count(*), count(DISTINCT model_id) FROM standings") == [(4 * CAMP, 1)]
    assert town.viewer.id in standings(settings)


async def test_what_is_said_after_a_training_moves_the_two_concerned_once(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    """One is said before, but so shortly that the training could not be sure to see all that was said then."""
    await judge(client, town.viewer, town.passed[0])
    await train(resources)
    before = standings(settings)
    [new] = crowd(settings, 1)
    await judge(client, town.viewer, town.passed[1], "superlike")
    await judge(client, new, town.liked[0], "pass")
    await judge(client, new, town.liked[1], "later")
    await learn(resources)
    after = standings(settings)
    await learn(resources)
    assert standings(settings) == after, "nothing is learned twice"
    me, duke, earl = town.viewer.id, town.passed[1].id, town.liked[0].id
    assert {one for one in after if after[one] != before.get(one)} == {me, town.passed[0].id, duke, earl, new.id}
    openness, appeal, given, given_yes, received, received_yes = range(6)
    assert (after[me][given], after[me][given_yes]) == (before[me][given] + 2.5, before[me][given_yes] + 2.5)
    assert after[me][openness] > before[me][openness]
    assert (after[duke][received], after[duke][received_yes]) == (
        before[duke][received] + 1.5,
        before[duke][received_yes] + 1.5,
    )
    assert after[duke][appeal] > before[duke][appeal]
    assert after[earl][appeal] < before[earl][appeal]
    assert after[new.id][given:] == (1, 0, 0, 0)


async def test_training_and_learning_at_once_count_everything_once(
    client: httpx.AsyncClient, settings: Settings, resources: Resources, town: Town
) -> None:
    await train(resources)
    for turn, person in enumerate(town.liked[:6]):
        with clock.moved(LATER * turn):
            await judge(client, town.viewer, person)
        with clock.moved(LATER * (turn + 1)):
            learning = [learning_jobs.learn.run(resources, {}) for _ in range(3)]
            await asyncio.gather(*learning, *([train(resources)] if turn in (0, 2, 4) else []))
    [(said,)] = run_sql(settings, "SELECT count(*) FROM judgements")
    assert run_sql(settings, "SELECT sum(given), sum(received) FROM standings") == [(said, said)]


async def test_who_has_gone_has_no_standing(settings: Settings, resources: Resources, town: Town) -> None:
    await train(resources)
    run_sql(settings, "DELETE FROM accounts WHERE id = %s", town.viewer.id)
    assert len(standings(settings)) == 4 * CAMP - 1
    await train(resources)
    assert town.viewer.id not in standings(settings)


def test_of_people_only_decisions_gender_and_birthdate_are_read() -> None:
    statements = Path(learning_queries.__file__).read_text()
    tables = set(re.findall(r"(?:FROM|JOIN) ([a-z_]+)\b(?!\()", statements)) - {"created_at", "there", "fitted"}
    decided = {"judgements", "judgement_sums", "matches", "chat_members", "messages"}
    assert tables == {"accounts", "ranking_models", "standings", *decided}
    assert set(re.findall(r"\ba\.([a-z_]+)", statements)) == {"id", "gender", "birthdate"}
    of_messages = {"chat_id", "pts", "sender_id", "kind", "created_at", "deleted_at"}
    assert set(re.findall(r"\bu\.([a-z_]+)", statements)) == of_messages, "who wrote when, and never what"
