"""What happens at the same time: blocks while a feed is computed, bans beside changes, judgements in circles."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from mingle.features.discovery import feed_jobs, feed_queries, feed_service
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import sign_up
from tests.features.discovery.feed_world import run_sql, shown, somebody, want
from tests.features.people.conftest import ask
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ '^UPDATE preferences'"
DIFFERS = """
    SELECT s.account_id FROM judgement_sums s FULL JOIN (
        SELECT a.id, (SELECT count(*) FROM judgements j WHERE j.judged_id = a.id AND kind <> 'later') AS received,
               (SELECT count(*) FROM judgements j WHERE j.judged_id = a.id AND kind LIKE '%%like') AS received_likes,
               (SELECT count(*) FROM judgements j WHERE j.judge_id = a.id AND kind <> 'later') AS given,
               (SELECT count(*) FROM judgements j WHERE j.judge_id = a.id AND kind LIKE '%%like') AS given_likes
          FROM accounts a) t ON t.id = s.account_id
     WHERE (coalesce(s.received, 0), coalesce(s.received_likes, 0), coalesce(s.given, 0), coalesce(s.given_likes, 0))
           IS DISTINCT FROM (t.received, t.received_likes, t.given, t.given_likes)
"""
STORM = """
    DO $$
    DECLARE
        ids uuid[] := '{{{ids}}}';
        judged integer;
    BEGIN
        FOR round IN 1..400 LOOP
            judged := ({step} + 1 + round % 3) % 4;
            INSERT INTO judgements (judge_id, judged_id, kind, created_at)
            VALUES (ids[{step} + 1], ids[judged + 1], ('{{like,pass,later,superlike}}'::text[])[1 + round % 4], now())
            ON CONFLICT (judge_id, judged_id) DO UPDATE SET kind = excluded.kind;
            COMMIT;
            IF round % 5 = 0 THEN
                DELETE FROM judgements WHERE judge_id = ids[{step} + 1] AND judged_id = ids[judged + 1];
                COMMIT;
            END IF;
        END LOOP;
    END $$
"""


async def test_a_block_while_a_feed_is_computed(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    async with resources.db.transaction() as tx:
        viewer = await feed_queries.find_viewer(tx, ada.id)
        assert viewer is not None
        feed = await feed_service.compute(tx, viewer, settings)
        assert [one.account_id for one in feed] == [bob.id]
        await ask(client, bob, "POST", f"/users/{ada.id}/block")
    [(kept,)] = run_sql(settings, "SELECT candidate_ids FROM feeds WHERE viewer_id = %s", ada.id)
    assert kept == [bob.id], "it was computed before the block"
    assert await shown(client, ada) == [], "and read after it"


async def test_a_change_of_choices_while_a_feed_is_computed(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings, gender="man")
    await want(client, ada, genders=["woman"])
    run_sql(settings, "UPDATE candidates SET changed_at = now() - interval '1 hour' WHERE account_id = %s", bob.id)
    async with resources.db.transaction() as tx:
        viewer = await feed_queries.find_viewer(tx, ada.id)
        assert viewer is not None
        assert await feed_service.compute(tx, viewer, settings) == []
        await want(client, ada, genders=["woman", "man"])
    assert await shown(client, ada) == [str(bob.id)]


async def test_a_ban_beside_a_change_hides(client: httpx.AsyncClient, settings: Settings) -> None:
    """Two transactions change the same person: the second one sees what the first has written."""
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    async with await psycopg.AsyncConnection.connect(settings.database_url) as banning:
        await banning.execute("UPDATE accounts SET banned_at = now() WHERE id = %s", (bob.id,))
        async with await psycopg.AsyncConnection.connect(settings.database_url) as changing:
            change = asyncio.create_task(
                changing.execute("UPDATE preferences SET age_min = 20 WHERE account_id = %s", (bob.id,))
            )
            await eventually(lambda: run_sql(settings, WAITING) == [(1,)], "the change waits for the ban")
            await banning.commit()
            await change
    assert run_sql(settings, "SELECT is_shown, age_min FROM candidates WHERE account_id = %s", bob.id) == [(False, 20)]
    assert await shown(client, ada) == []


async def test_people_judge_each_other_in_circles(client: httpx.AsyncClient, settings: Settings) -> None:
    """Nobody waits for somebody who waits for them, and the sums are what the judgements come to."""
    ids = [(await sign_up(client)).id for _ in range(4)]

    async def judge_all(step: int) -> None:
        async with await psycopg.AsyncConnection.connect(settings.database_url, autocommit=True) as raw:
            await raw.execute(STORM.format(ids=",".join(map(str, ids)), step=step).encode())

    await asyncio.gather(*(judge_all(step) for step in range(4)))
    assert run_sql(settings, DIFFERS) == []
    run_sql(settings, "DELETE FROM accounts WHERE id = %s", ids[0])
    assert run_sql(settings, "SELECT count(*) FROM judgement_sums") == [(3,)]


async def feeds(settings: Settings) -> dict[UUID, Any]:
    rows = run_sql(settings, "SELECT viewer_id, candidate_ids, due_at > clock_timestamp() + '50 minutes' FROM feeds")
    return {viewer_id: (ids, is_done) for viewer_id, ids, is_done in rows}


async def test_feeds_are_computed_ahead_for_those_who_are_there(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    ada, bob = await somebody(client, settings), await somebody(client, settings)
    for person in (ada, bob):  # their first sign of life of a day
        run_sql(
            settings, "UPDATE sessions SET last_seen_at = now() - interval '2 days' WHERE account_id = %s", person.id
        )
        run_sql(settings, "UPDATE sessions SET last_seen_at = now() WHERE account_id = %s", person.id)
    await asyncio.gather(feed_jobs.compute_feeds.run(resources, {}), feed_jobs.compute_feeds.run(resources, {}))
    assert await feeds(settings) == {ada.id: ([bob.id], True), bob.id: ([ada.id], True)}
    assert await shown(client, ada) == [str(bob.id)]
    run_sql(settings, "UPDATE sessions SET last_seen_at = now() - interval '2 days' WHERE account_id = %s", ada.id)
    run_sql(settings, "UPDATE feeds SET due_at = now() - interval '1 second'")
    await feed_jobs.compute_feeds.run(resources, {})
    assert (await feeds(settings)).keys() == {bob.id}, "nobody asks for the other one"


async def test_a_feed_that_runs_low_is_topped_up(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    ada = await somebody(client, settings)
    others = [await somebody(client, settings) for _ in range(3)]
    await shown(client, ada)
    run_sql(settings, "UPDATE feeds SET is_all = false, candidate_ids = %s, scores = '{1}'", [others[0].id])
    assert len(await shown(client, ada, limit=1)) == 1
    await feed_jobs.compute_feeds.run(resources, {})
    assert {str(one) for one in (await feeds(settings))[ada.id][0]} == {str(one.id) for one in others}
