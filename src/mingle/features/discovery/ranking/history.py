"""What was decided: who judged whom, how, and when. All that the ranking ever learns from."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]


class Sign(StrEnum):
    """What somebody did that tells whether they want somebody."""

    PASS = "pass"  # noqa: S105 - what somebody did, no password
    LIKE = "like"
    SUPERLIKE = "superlike"
    REPLY = "reply"
    SILENCE = "silence"
    DATE = "date"


EVIDENCE: dict[Sign, tuple[bool, float]] = {
    Sign.PASS: (False, 1.0),
    Sign.LIKE: (True, 1.0),
    Sign.SUPERLIKE: (True, 1.5),
    Sign.REPLY: (True, 1.0),
    Sign.SILENCE: (False, 0.5),
    Sign.DATE: (True, 2.0),
}
"""Each sign is one more decision: yes or no, and how much it weighs beside a like. Chosen, not learned."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions in no particular order, one an element of every array.

    `judge` and `judged` number people from 0; `yes` is 1 or 0; `at` is any time that grows; `weight` is above 0.
    """

    judge: Indices
    judged: Indices
    yes: Numbers
    at: Numbers
    weight: Numbers

    def __len__(self) -> int:
        """How many there are."""
        return len(self.judge)

    def where(self, chosen: NDArray[np.bool_]) -> Self:
        """Those that are chosen."""
        return type(self)(*(getattr(self, one.name)[chosen] for one in fields(self)))

    def before(self, moment: float) -> Self:
        """Those that were made by then, that moment included."""
        return self.where(self.at <= moment)


def sums(of: Indices, values: Numbers, count: int) -> Numbers:
    """The sum of the values for each of `count` things, the one that each value is of standing in `of`."""
    return np.bincount(of, values, count).astype(np.float64)


@dataclass(frozen=True, slots=True)
class World:
    """People who may meet, and what they decided. Nothing else is known of them: no race, no religion, no interests.

    `group` numbers genders from 0; `age` is in years, NaN where it is unknown.
    """

    group: Indices
    age: Numbers
    decisions: Decisions
