"""Who comes first in a feed: by the model that learns (docs/ranking.md), or by a rule that one can check.

The simple rule takes the chance of a mutual yes as the product of two rates of likes, the one that somebody gets and
the one that they give, each smoothed by what is usual, since few judgements say little. By either, it fades while
somebody is away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import numpy as np

from mingle.features.discovery import learning, learning_queries, searching
from mingle.features.discovery.binary_rows import from_records
from mingle.features.discovery.feed_models import Candidate, Viewer
from mingle.features.discovery.learning_models import STANDING, Known
from mingle.features.discovery.ranking import (
    Budget,
    Model,
    Standings,
    WrongModel,
    compatibility,
    from_json,
    imagine,
    score,
)
from mingle.kernel.db import Conn
from mingle.settings import Ranking

USUAL_RATE: Final = 0.35
USUAL_WEIGHT: Final = 10
"""As many judgements as what is usual counts for."""
HALVED_AFTER_DAYS: Final = 14


async def rank(conn: Conn, viewer: Viewer, candidates: Sequence[Candidate], rule: Ranking, today: date) -> list[float]:
    """How promising each of these people is for somebody: 0 to 1, comparable between calls of one day."""
    people = {one.account_id: (one.gender, one.born) for one in candidates}
    found = await _learned(conn, viewer, people, rule, today, counts_waiting=True)
    if found is None:
        chances = [_rate(one.received_likes, one.received) * _rate(one.given_likes, one.given) for one in candidates]
    else:
        chances = _mutual(viewer, list(people), found, today)
    return [_shown(chance * _freshness(one, today), one) for chance, one in zip(chances, candidates, strict=True)]


async def compatibilities(
    conn: Conn, viewer: Viewer, people: Mapping[UUID, tuple[int, date | None]], rule: Ranking, today: date
) -> dict[UUID, int] | None:
    """How well people suit the viewer's taste, as a card may tell it; None where no model is used.

    Args:
        conn: where to read.
        viewer: who sees the cards.
        people: the gender's bit of each, and when they were born as far as the viewer may know.
        rule: how feeds are ranked.
        today: for ages.
    """
    found = await _learned(conn, viewer, people, rule, today, counts_waiting=False)
    if found is None:
        return None
    percent = compatibility(found.model, found.viewer, found.others)
    return dict(zip(people, (int(one) for one in percent), strict=True))


@dataclass(frozen=True, slots=True)
class Learned:
    """The model, and where the viewer and the others stand, these in the order in which they were given."""

    model: Model
    viewer: Standings
    others: Standings
    likes_waiting: Sequence[int]
    chats_unread: Sequence[int]
    """How much waits for each of the others."""


async def standings_of(
    conn: Conn, people: Mapping[UUID, tuple[int, date | None]], rule: Ranking, today: date
) -> tuple[Model, Standings] | None:
    """Where people stand, in the order in which they are given, and the model that says what it means.

    None where no model is used.
    """
    if rule is not Ranking.LEARNED or not people:
        return None
    known = await learning_queries.find_known(conn, list(people), counts_waiting=False)
    model = _model_of(known)
    return None if known is None or model is None else (model, _standings(model, people, known, today))


async def _learned(
    conn: Conn,
    viewer: Viewer,
    people: Mapping[UUID, tuple[int, date | None]],
    rule: Ranking,
    today: date,
    *,
    counts_waiting: bool,
) -> Learned | None:
    """What is known of people; None where no model is used."""
    if rule is not Ranking.LEARNED or not people:
        return None
    asked = {viewer.account_id: (viewer.gender, viewer.born), **people}
    known = await learning_queries.find_known(conn, list(asked), counts_waiting=counts_waiting)
    model = _model_of(known)
    if known is None or model is None:
        return None
    found = _standings(model, asked, known, today)
    me, others = found.take(np.array([0])), found.take(np.arange(1, len(asked)))
    return Learned(model, me, others, known.likes_waiting[1:], known.chats_unread[1:])


def _model_of(known: Known | None) -> Model | None:
    """None where nothing has been learned yet, or by another version of the program: the next training mends it."""
    try:
        return None if known is None else from_json(known.model)
    except WrongModel:
        return None


def _standings(model: Model, people: Mapping[UUID, tuple[int, date | None]], known: Known, today: date) -> Standings:
    group = np.array([gender.bit_length() - 1 for gender, _ in people.values()])
    age = np.array([np.nan if born is None else (today - born).days / 365.2425 for _, born in people.values()])
    rows = None if known.standings is None else from_records(known.standings, STANDING)
    return learning.standing(model, learning.ids_of(list(people)), group, age, rows)


def _mutual(viewer: Viewer, ids: Sequence[UUID], known: Learned, today: date) -> list[float]:
    """The probability that both say yes, less what attention costs; what is not known of somebody is imagined."""
    keys = np.array([searching.lot_of(one) for one in ids], dtype=np.uint64)
    imagined = imagine(known.others, keys, searching.lot_of(viewer.account_id) + today.toordinal())
    prices = Budget().price(*(np.array(one, dtype=np.float64) for one in (known.likes_waiting, known.chats_unread)))
    chances: list[float] = np.exp(score(known.model, known.viewer, imagined, prices).score).tolist()
    return chances


def _shown(chance: float, one: Candidate) -> float:
    """A boost halves how unlikely somebody is: it lifts them above their like, not above everybody."""
    return chance**0.5 if one.is_boosted else chance


def _rate(likes: int, judgements: int) -> float:
    return (likes + USUAL_RATE * USUAL_WEIGHT) / (judgements + USUAL_WEIGHT)


def _freshness(one: Candidate, today: date) -> float:
    return 0.5 ** (max(0, (today - one.active_on).days) / HALVED_AFTER_DAYS)
