"""Who of many people fits whom, and how likely both would like to meet again: all pairs at once.

In three statements however many they are; the rest is arithmetic over all pairs, some 10 ms for 500 people.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mingle.features.accounts import age_on
from mingle.features.discovery import feed_ranking, mutual_queries
from mingle.features.discovery.mutual_queries import Fit
from mingle.features.discovery.ranking import Rule, SimpleRule, Standings
from mingle.kernel import clock
from mingle.kernel.db import Conn
from mingle.settings import ProfilePart, Settings

Flags = NDArray[np.bool_]


class Pair(NamedTuple):
    """Two who fit, and the chance that both say yes."""

    one_id: UUID
    other_id: UUID
    score: float


async def fitting_pairs(conn: Conn, settings: Settings, account_ids: Sequence[UUID]) -> list[Pair]:
    """All pairs of these people who fit as `fitting_among` says, each once."""
    now = clock.now()
    needs_photo = ProfilePart.PHOTO in settings.profile_requires
    rows = await mutual_queries.list_fits(conn, account_ids, needs_photo=needs_photo)
    if len(rows) < 2:
        return []
    apart = await mutual_queries.list_apart(conn, [row.account_id for row in rows], now)
    place = {row.account_id: number for number, row in enumerate(rows)}
    fits = _fit(rows, now.date())
    for pair in apart:
        fits[place[pair.one_id], place[pair.other_id]] = fits[place[pair.other_id], place[pair.one_id]] = False
    one, other = np.nonzero(np.triu(fits, k=1))
    scores = await _scores(conn, settings, rows, one, other, now.date())
    return [
        Pair(rows[a].account_id, rows[b].account_id, score)
        for a, b, score in zip(one.tolist(), other.tolist(), scores.tolist(), strict=True)
    ]


def _fit(rows: Sequence[Fit], today: date) -> Flags:
    """Whether the one of the line and the one of the column want to see somebody like each other."""
    age = np.array([age_on(row.born, today) for row in rows])
    low, high = np.array([row.age_min for row in rows]), np.array([row.age_max for row in rows])
    gender, wants = np.array([row.gender for row in rows]), np.array([row.wants for row in rows])
    goals, reach = np.array([row.goals for row in rows]), np.array([row.reach for row in rows])
    places = np.array([[np.nan if value is None else value for value in (row.x, row.y, row.z)] for row in rows])
    squares: Any = ((places[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    apart = np.where(np.isnan(squares), np.inf, squares)
    sees = (
        (gender[None, :] & wants[:, None] != 0)
        & (age[None, :] >= low[:, None])
        & (age[None, :] <= high[:, None])
        & (goals[None, :] & goals[:, None] != 0)
        & (apart <= reach[:, None])
    )
    both: Flags = sees & sees.T
    return both


async def _scores(
    conn: Conn,
    settings: Settings,
    rows: Sequence[Fit],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    today: date,
) -> NDArray[np.float64]:
    people = {row.account_id: (row.gender, row.born) for row in rows}
    learned = await feed_ranking.standings_of(conn, people, settings.discovery_ranking, today)
    rule, standings = learned if learned is not None else (SimpleRule(), _counted(rows))
    return _both_say_yes(rule, standings.take(one), standings.take(other))


def _both_say_yes(rule: Rule, ones: Standings, others: Standings) -> NDArray[np.float64]:
    return rule.yes(ones, others) * rule.yes(others, ones)


def _counted(rows: Sequence[Fit]) -> Standings:
    """What the simple rule needs to know; the rest is nothing."""
    zeros, none = np.zeros(len(rows)), np.zeros((len(rows), 1))
    counts = np.array([[row.given, row.given_likes, row.received, row.received_likes] for row in rows], dtype=float)
    return Standings(zeros.astype(int), zeros, zeros, zeros, zeros, zeros, none, none, *counts.T)
