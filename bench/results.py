"""What a benchmark found: samples of its rounds, and the tables made of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

import msgspec

Better = Literal["higher", "lower", "neither"]


class Measurement(msgspec.Struct):
    """One number of one subject, once for each round."""

    metric: str
    subject: str
    unit: str
    better: Better
    samples: list[float] = []

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.samples)


class Budget(msgspec.Struct):
    """What DESIGN.md, section 7, allows: a number of our own, or a multiple of the peer's."""

    metric: str
    limit: float
    peer: str | None = None


class Verdict(msgspec.Struct):
    """A budget and what was measured."""

    budget: str
    measured: str
    passed: bool


class Table(msgspec.Struct):
    """Measurements with subjects across and metrics down; the first subject is ours, or the base of comparison."""

    title: str
    measurements: list[Measurement]
    peers: list[str] = []
    """Subjects that the first one is compared with."""

    @property
    def subjects(self) -> list[str]:
        """Who was measured, in order."""
        return list(dict.fromkeys(one.subject for one in self.measurements))

    @property
    def metrics(self) -> list[str]:
        """What was measured, in order."""
        return list(dict.fromkeys(one.metric for one in self.measurements))

    def find(self, metric: str, subject: str) -> Measurement | None:
        """The measurement, if it was made."""
        return next((one for one in self.measurements if (one.metric, one.subject) == (metric, subject)), None)

    def ratio(self, metric: str, peer: str) -> float | None:
        """How many times better the first subject is than `peer`: above 1 it wins, whatever the unit."""
        ours, theirs = self.find(metric, self.subjects[0]), self.find(metric, peer)
        if ours is None or theirs is None or ours.better == "neither" or not (ours.value and theirs.value):
            return None
        return ours.value / theirs.value if ours.better == "higher" else theirs.value / ours.value


class Result(msgspec.Struct):
    """One benchmark's outcome."""

    benchmark: str
    title: str
    conditions: list[str]
    tables: list[Table]
    verdicts: list[Verdict] = []


@dataclass(frozen=True)
class Plan:
    """How much time a run takes."""

    seconds: float
    rounds: int
    say: Callable[[str], None]
    """Tells the person who waits what is being done."""


@dataclass(frozen=True)
class Benchmark:
    """A benchmark as `__main__` lists it."""

    name: str
    summary: str
    run: Callable[[Plan], Result]
    needs: Path | None = None
    """A file that is no part of the project: where it is missing, a run of all leaves this one out."""


class Recorder:
    """Collects samples while rounds go by."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Measurement] = {}

    def add(self, metric: str, subject: str, value: float, unit: str, better: Better = "lower") -> None:
        """Keep one sample."""
        one = self._found.setdefault((metric, subject), Measurement(metric, subject, unit, better))
        one.samples = [*one.samples, value]

    @property
    def measurements(self) -> list[Measurement]:
        """What was found, in the order of its first sample."""
        return list(self._found.values())


def judge(table: Table, budget: Budget) -> Verdict:
    """Hold what was measured against the budget.

    Raises:
        LookupError: it was not measured.
    """
    ours = table.find(budget.metric, table.subjects[0])
    if ours is None:
        raise LookupError(budget.metric)
    if budget.peer is None:
        passed = ours.value >= budget.limit if ours.better == "higher" else ours.value <= budget.limit
        sign = "≥" if ours.better == "higher" else "≤"
        text = f"{budget.metric}: {sign} {number(budget.limit)} {ours.unit}"
        return Verdict(text, f"{number(ours.value)} {ours.unit}", passed)
    ratio = table.ratio(budget.metric, budget.peer)
    if ratio is None:
        raise LookupError(budget.metric)
    text = f"{budget.metric}: ≥ {budget.limit:g} times {budget.peer}"
    return Verdict(text, f"{ratio:.2f} times", ratio >= budget.limit)


def number(value: float) -> str:
    """Three digits that matter."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
