"""The search of a feed finds exactly those whom two nested loops over everybody find."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import anyio
import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mingle.features.accounts import age_on
from mingle.features.discovery import feed_queries, searching
from mingle.features.discovery.tiles import BANDS, COLUMNS, tiles_within
from mingle.features.people import cells
from mingle.kernel.db import Conn
from mingle.settings import Settings

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
GENDERS = ["woman", "man", "nonbinary", "other"]
GOALS = ["relationship", "dates", "friends", "conversation", "open"]
PLACES = [(38.7, -9.2), (38.9, -9.0), (41.2, -8.6), (-17.0, 179.9), (-17.3, -179.8), (89.6, 10.0), (89.7, -170.0)]


class Somebody(msgspec.Struct):
    """A person of a small world."""

    born: date
    gender: str | None
    genders: list[str]
    age_min: int
    age_max: int
    km: int | None
    goals: list[str]
    place: tuple[float, float] | None
    hides: str | None
    """How they are not to be shown, if they are not."""


somebody = st.builds(
    Somebody,
    born=st.dates(date(1985, 1, 1), date(2005, 12, 31)) | st.sampled_from([date(2000, 2, 29), date(1997, 3, 1)]),
    gender=st.sampled_from([*GENDERS, None]),
    genders=st.just(GENDERS) | st.just(GENDERS) | st.lists(st.sampled_from(GENDERS), min_size=1, unique=True),
    age_min=st.just(18) | st.integers(18, 27),
    age_max=st.just(60) | st.integers(27, 60),
    km=st.sampled_from([None, None, None, 20_000, 1, 10, 50, 240, 250, 251, 400, 600, 601]),
    goals=st.just([]) | st.lists(st.sampled_from(GOALS), max_size=2, unique=True),
    place=st.sampled_from(PLACES[:2]) | st.sampled_from(PLACES) | st.none(),
    hides=st.sampled_from([None] * 8 + ["paused_at", "is_incognito", "banned_at", "deletion_due_at"]),
)
acts = st.lists(
    st.tuples(st.sampled_from(["block", "like", "later", "over"]), st.integers(0, 9), st.integers(0, 9)), max_size=12
)


def wants(viewer: Somebody, other: Somebody) -> bool:
    """Whether somebody's own choices let another in."""
    everybody = set(viewer.genders) == set(GENDERS)
    is_near = viewer.km is None or (
        viewer.place is not None
        and other.place is not None
        and cells.distance_km(cells.snap(*viewer.place), cells.snap(*other.place)) <= viewer.km
    )
    goals = not viewer.goals or not other.goals or "open" in [*viewer.goals, *other.goals]
    return (
        (everybody or other.gender in viewer.genders)
        and viewer.age_min <= age_on(other.born, NOW.date()) <= viewer.age_max
        and is_near
        and (goals or bool(set(viewer.goals) & set(other.goals)))
    )


def expected(world: Sequence[Somebody], done: Sequence[tuple[str, int, int]], viewer: int) -> set[int]:
    """Whom somebody is to be shown, by looking at everybody."""
    unknown = {b for what, a, b in done if a == viewer and what in ("like", "later", "block")}
    unknown |= {a for what, a, b in done if b == viewer and what == "block"}
    return {
        number
        for number, other in enumerate(world)
        if number != viewer
        and number not in unknown
        and other.hides is None
        and wants(world[viewer], other)
        and wants(other, world[viewer])
    }


async def write(raw: Any, world: Sequence[Somebody], done: Sequence[tuple[str, int, int]]) -> list[UUID]:
    """Write the rows of a world; the ids of its people."""
    ids: list[UUID] = []
    for one in world:
        cursor = await raw.execute(
            "INSERT INTO accounts (display_name, birthdate, gender) VALUES ('X', %s, %s) RETURNING id",
            (one.born, one.gender),
        )
        [(account_id,)] = await cursor.fetchall()
        ids.append(account_id)
        point = cells.snap(*one.place) if one.place else (None, None)
        await raw.execute(
            "INSERT INTO profiles (account_id, latitude, longitude, portrait) VALUES (%s, %s, %s, 'x')",
            (account_id, *point),
        )
        await raw.execute(
            "INSERT INTO preferences (account_id, genders, age_min, age_max, max_distance_km, goals)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (account_id, one.genders, one.age_min, one.age_max, one.km, one.goals),
        )
        if one.hides in ("paused_at", "is_incognito"):
            value = "true" if one.hides == "is_incognito" else "now()"
            await raw.execute(f"UPDATE profiles SET {one.hides} = {value} WHERE account_id = %s", (account_id,))
        elif one.hides is not None:
            await raw.execute(f"UPDATE accounts SET {one.hides} = now() WHERE id = %s", (account_id,))
    for what, a, b in done:
        if what == "block":
            await raw.execute("INSERT INTO blocks VALUES (%s, %s, now()) ON CONFLICT DO NOTHING", (ids[a], ids[b]))
        else:
            until = {"like": None, "later": datetime(2099, 1, 1, tzinfo=UTC), "over": NOW}[what]
            await raw.execute(
                "INSERT INTO judgements (judge_id, judged_id, kind, created_at, hidden_until)"
                " VALUES (%s, %s, 'like', now(), %s) ON CONFLICT (judge_id, judged_id) DO UPDATE"
                " SET hidden_until = CASE WHEN judgements.hidden_until IS NULL OR excluded.hidden_until IS NULL"
                " THEN NULL ELSE greatest(judgements.hidden_until, excluded.hidden_until) END",
                (ids[a], ids[b], until),
            )
    return ids


async def compare(url: str, world: Sequence[Somebody], done: Sequence[tuple[str, int, int]]) -> None:
    """Search for everybody in a world, by the search, by what has changed, and by reading what was kept."""
    done = [(what, a % len(world), b % len(world)) for what, a, b in done]
    done = [one for one in done if one[1] != one[2]]
    async with await psycopg.AsyncConnection.connect(url) as raw:
        ids = await write(raw, world, done)
        conn = Conn(raw, "test")
        for number, account_id in enumerate(ids):
            viewer = await feed_queries.find_viewer(conn, account_id)
            assert viewer is not None
            search = searching.parameters(viewer, NOW, needs_photo=True)
            wanted = {ids[one] for one in expected(world, done, number)}
            found = await feed_queries.search(conn, search, 500)
            assert {one.account_id for one in found} == wanted
            assert len(found) == len(wanted), "nobody twice"
            changed = await feed_queries.list_changed(conn, search, viewer.changed_at, 500)
            assert {one.account_id for one in changed} == wanted
            kept = await feed_queries.keep_fitting(conn, search, ids, [0.5] * len(ids), 500)
            assert {one.account_id for one in kept} == wanted
        await raw.rollback()


TWINS = [Somebody(date(1990, 1, 1), "woman", GENDERS, 18, 60, None, [], None, None)] * 2


@example(world=TWINS, done=[])
@example(world=TWINS, done=[("block", 0, 1)])
@example(world=TWINS, done=[("block", 1, 0)])
@example(world=TWINS, done=[("like", 0, 1)])
@example(world=TWINS, done=[("over", 0, 1)])
@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=st.lists(somebody, min_size=2, max_size=10), done=acts)
def test_the_search_finds_whom_brute_force_finds(
    settings: Settings, world: list[Somebody], done: list[tuple[str, int, int]]
) -> None:
    anyio.run(compare, settings.database_url, world, done)


@given(
    st.floats(-89.9, 89.9),
    st.floats(-180, 179.9),
    st.floats(-1, 1),
    st.floats(-1, 1),
    st.sampled_from([1, 10, 50, 100, 250]),
)
def test_no_tile_within_reach_is_left_out(lat: float, lng: float, up: float, right: float, km: int) -> None:
    """Whoever is within the distance is in one of the tiles; near a pole or the date line, too."""
    other = max(-90.0, min(90.0, lat + up * km / 100)), (lng + right * 180 * km / 250 + 180) % 360 - 180
    if cells.distance_km((lat, lng), other) > km:
        return
    band = min(BANDS - 1, int((other[0] + 90) * 2))
    assert band * COLUMNS + int((other[1] + 180) * 2) % COLUMNS in tiles_within((lat, lng), km)


@pytest.mark.parametrize("km", [50, 250])
def test_a_search_reads_few_tiles(km: int) -> None:
    assert len(tiles_within((38.7, -9.1), km)) <= (km / 25 + 2) ** 2
    assert len(set(tiles_within((38.7, -9.1), km))) == len(tiles_within((38.7, -9.1), km))
