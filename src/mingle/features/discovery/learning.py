"""Between rows and the ranking: worlds out of what was decided, rows out of where people stand, and back."""

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mingle.features.discovery.binary_rows import Rows, to_copy
from mingle.features.discovery.learning_models import GROUPS, NUMBERS, SIGNS, STANDING
from mingle.features.discovery.ranking import (
    EVIDENCE,
    PRIORS,
    Decisions,
    Model,
    Prior,
    Standings,
    World,
    fit,
    learn,
    newcomers,
    train,
)

Ids = NDArray[np.bytes_]
DECISIONS_NEEDED: Final = 2_000
"""With fewer, feeds are ranked by the simple rule."""
FEW: Final = 50_000
"""With fewer decisions than that, every prior is tried: it is worth its time."""
_DAYS_A_YEAR: Final = 365.2425


def ids_of(people: list[UUID]) -> Ids:
    """Ids as the rows have them."""
    return np.array([one.bytes for one in people], dtype="S16")


def uuids_of(ids: Ids) -> list[UUID]:
    """Ids as everybody else has them."""
    return [UUID(bytes=one.tobytes()) for one in ids.view("V16")]


def ages(born: NDArray[np.float64], today: date) -> NDArray[np.float64]:
    """Years since these days, which are counted from 1970."""
    return ((today - date(1970, 1, 1)).days - born.astype(np.float64)) / _DAYS_A_YEAR


def fitted(people: Rows, made: Rows, today: date) -> tuple[Model, bytes] | None:
    """A model of all that was decided, and where everybody stands by it; None where too little was.

    It takes seconds for a million decisions, and is for a thread.
    """
    world = _world(people, made, today)
    if len(world.decisions) < DECISIONS_NEEDED:
        return None
    model = train([world], GROUPS, PRIORS if len(world.decisions) < FEW else (Prior(),))
    _, found = fit(world, model.prior, GROUPS)
    return model, packed(people["account_id"], found)


def moved(model: Model, people: Rows, known: Rows, made: Rows, today: date) -> bytes:
    """Where these people stand after a few more decisions; `people` are in the order of their ids."""
    world = _world(people, made, today)
    before = standing(model, people["account_id"], world.group, world.age, known)
    return packed(people["account_id"], learn(before, world.decisions))


def standing(
    model: Model, ids: Ids, group: NDArray[np.int64], age: NDArray[np.float64], known: Rows | None
) -> Standings:
    """Where people stand, in the order of their ids as given; who has no row is a newcomer."""
    start = newcomers(group, age, np.array(model.base), model.prior)
    if known is None or not len(known):
        return start
    order = np.argsort(ids)
    places = order[np.searchsorted(ids, known["account_id"], sorter=order)]
    columns = {name: known[name] for name in NUMBERS}
    columns |= {name: known[name]["items"]["value"] for name in ("taste", "draw")}
    changed = {name: getattr(start, name).copy() for name in columns}
    for name, values in columns.items():
        changed[name][places] = values
    return replace(start, **changed)


def packed(ids: Ids, found: Standings) -> bytes:
    """Rows of `STANDING` for `COPY`."""
    return to_copy(
        STANDING, {"account_id": ids, **{name: getattr(found, name) for name in (*NUMBERS, "taste", "draw")}}
    )


def _world(people: Rows, made: Rows, today: date) -> World:
    """The world of these people, who are in the order of their ids; what others decided is left out."""
    ids = np.ascontiguousarray(people["account_id"])
    evidence = [EVIDENCE[sign] for sign in SIGNS.values()]
    judge, judged = (np.searchsorted(ids, made[name]) for name in ("judge_id", "judged_id"))
    signs = made["sign"].astype(np.int64) - 1
    decisions = Decisions(
        judge,
        judged,
        np.array([float(is_yes) for is_yes, _ in evidence])[signs],
        made["at"].astype(np.float64),
        np.array([weight for _, weight in evidence])[signs],
    )
    last = max(len(ids) - 1, 0)
    is_whole = (
        (ids[np.minimum(judge, last)] == made["judge_id"]) & (ids[np.minimum(judged, last)] == made["judged_id"])
        if len(ids)
        else np.zeros(len(made), dtype=bool)
    )
    return World(people["group"].astype(np.int64), ages(people["born"], today), decisions.where(is_whole))
