"""Four-minute dates of real people (Columbia University, 2002-2004), as worlds that the ranking can learn from.

The file is no part of the project. It lies beside it, or where MINGLE_BENCH_SPEED_DATING says.
"""

import csv
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.machine import ROOT
from mingle.features.discovery.ranking.history import Decisions, Indices, Numbers, World
from mingle.kernel.errors import OperatorError

FILE = Path(os.environ.get("MINGLE_BENCH_SPEED_DATING", ROOT.parent / "shared/data/speed_dating/dates.csv"))
KNOWN_HALF = 0.5
GENDERS = 2


@dataclass(frozen=True)
class Wave:
    """One evening. A decision is one person's view of one date; `opposite` leads to the other view of the same date.

    `at` of its decisions is the share of the judge's own dates that were over with it; `order` is the date's number by
    the judge's count; `interests` is the correlation of the two people's interests, NaN where unknown.
    """

    number: int
    world: World
    order: Indices
    opposite: Indices
    interests: Numbers

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which decisions are history: those of the first half of the judge's dates."""
        return self.world.decisions.at <= KNOWN_HALF

    @property
    def history(self) -> World:
        """The world as it was then."""
        return World(self.world.group, self.world.age, self.world.decisions.where(self.known))

    @property
    def asked(self) -> Indices:
        """Which decisions are to be foretold: of dates of which neither view is known, later than all that is known."""
        is_later = self.order > int(self.order[self.known].max())
        return np.flatnonzero(is_later & is_later[self.opposite])

    @property
    def is_match(self) -> Numbers:
        """Whether both said yes, for every decision."""
        yes = self.world.decisions.yes
        return yes * yes[self.opposite]


def waves(file: Path = FILE) -> list[Wave]:
    """All evenings.

    Raises:
        OperatorError: the file is not there.
    """
    if not file.exists():
        msg = f"There is no {file}: say where dates.csv is with MINGLE_BENCH_SPEED_DATING."
        raise OperatorError(msg)
    evenings: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    with file.open(newline="") as lines:
        for row in csv.DictReader(lines):
            evenings[int(row["wave"])].append(row)
    return [_wave(number, rows) for number, rows in sorted(evenings.items())]


def _wave(number: int, rows: list[dict[str, str]]) -> Wave:
    people = {name: place for place, name in enumerate(sorted({row["iid"] for row in rows}, key=int))}
    about = {row["iid"]: row for row in rows}
    judge = np.array([people[row["iid"]] for row in rows])
    judged = np.array([people[row["pid"]] for row in rows])
    order = np.array([int(row["order"]) for row in rows])
    place = {pair: number for number, pair in enumerate(zip(judge, judged, strict=True))}
    decisions = Decisions(
        judge=judge,
        judged=judged,
        yes=np.array([float(row["dec"]) for row in rows]),
        at=_share_of_evening(judge, order),
        weight=np.ones(len(rows)),
    )
    group = np.array([int(about[name]["gender"]) for name in people])
    age = np.array([_number(about[name]["age"]) for name in people])
    opposite = np.array([place[other, one] for one, other in place])
    interests = np.array([_number(row["int_corr"]) for row in rows])
    return Wave(number, World(group, age, decisions), order, opposite, interests)


def _share_of_evening(judge: Indices, order: Indices) -> Numbers:
    """For each date, which share of the judge's own dates lies up to and with it."""
    own = judge[:, None] == judge
    return (own & (order[:, None] >= order)).sum(axis=1) / own.sum(axis=1)


def _number(text: str) -> float:
    return float(text) if text else float("nan")
