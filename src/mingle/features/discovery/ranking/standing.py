"""Where each person stands after what was decided: how readily they say yes, how readily others say yes to them.

The chance that i says yes to j is at first `sigmoid(openness of i + appeal of j)`: a Rasch model, fitted with a normal
prior over both numbers of a person, so that few decisions say little. The two hang together (`Prior.covariance`: who
is sought is choosier), so what others say to somebody tells something of what that person will say. What this leaves
unexplained is a surprise, and from surprises come tastes (`taste.py`).
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import msgspec
import numpy as np

from mingle.features.discovery.ranking.history import Decisions, Indices, Numbers, World, sums
from mingle.features.discovery.ranking.taste import TASTES, tastes

SWEEPS = 40
CLOSE_ENOUGH = 1e-3
"""Logits."""
LARGEST_STEP = 2.0
BASE_PRECISION = 1.0


class Prior(msgspec.Struct, frozen=True):
    """What is believed of anybody before a decision: variances and covariance, in squared logits."""

    openness: float = 1.7
    appeal: float = 1.2
    covariance: float = -0.6
    taste_damping: float = 2.0
    """How many squared surprises a direction of taste needs before it counts by half."""


@dataclass(frozen=True, slots=True)
class Standings:
    """What is known of people, one an element: a row of a table that is enough to rank with.

    `openness`, `appeal` and their variances are logits; `taste` (what one likes) and `draw` (what one is liked for)
    have `TASTES` numbers a person; the four counts are what the simple rule needs.
    """

    group: Indices
    age: Numbers
    openness: Numbers
    openness_variance: Numbers
    appeal: Numbers
    appeal_variance: Numbers
    taste: Numbers
    draw: Numbers
    given: Numbers
    given_yes: Numbers
    received: Numbers
    received_yes: Numbers

    def __len__(self) -> int:
        """How many people."""
        return len(self.group)

    def take(self, people: Indices) -> Self:
        """The rows of these people, in this order."""
        return type(self)(*(getattr(self, one.name)[people] for one in fields(self)))


def newcomers(group: Indices, age: Numbers, base: Numbers, prior: Prior) -> Standings:
    """People of whom no decision is known: as open as their group, as appealing as anybody, and very uncertain.

    `base` is the logit of a yes for each group.
    """
    count = len(group)
    zero = np.zeros(count)
    return Standings(
        group=group,
        age=age,
        openness=base[group],
        openness_variance=np.full(count, prior.openness),
        appeal=zero,
        appeal_variance=np.full(count, prior.appeal),
        taste=np.zeros((count, TASTES)),
        draw=np.zeros((count, TASTES)),
        given=zero,
        given_yes=zero,
        received=zero,
        received_yes=zero,
    )


def expected(standings: Standings, judge: Indices, judged: Indices) -> Numbers:
    """How probable a yes is by openness and appeal alone."""
    return sigmoid(standings.openness[judge] + standings.appeal[judged])


def fit(world: World, prior: Prior, groups: int) -> tuple[Numbers, Standings]:
    """The base of each group and everybody's standing, from all decisions of a world.

    Openness and appeal in turn, each a Newton step for all people at once (the objective is convex), made of two sums a
    person; 40 sweeps over a million decisions take seconds.
    """
    base, openness, appeal = _fit_rasch(world, prior, groups)
    start = newcomers(world.group, world.age, base, prior)
    found = replace(start, openness=start.openness + openness, appeal=appeal)
    made, people = world.decisions, len(found)
    chance = expected(found, made.judge, made.judged)
    information = made.weight * chance * (1 - chance)
    precision = _precision(prior)
    given = precision[0, 0] + sums(made.judge, information, people)
    received = precision[1, 1] + sums(made.judged, information, people)
    determinant = given * received - precision[0, 1] ** 2
    surprise = made.weight * (made.yes - chance)
    taste, draw = tastes(made.judge, made.judged, surprise, people, prior.taste_damping)
    found = replace(
        found,
        openness_variance=received / determinant,
        appeal_variance=given / determinant,
        taste=taste,
        draw=draw,
    )
    return base, _counted(found, made)


def learn(before: Standings, made: Decisions) -> Standings:
    """Standings after a few more decisions, without a new fit: one Newton step from the sums of what was new.

    Only the openness and the taste of who judged, and the appeal of who was judged, change.
    """
    chance = expected(before, made.judge, made.judged)
    surprise = made.weight * (made.yes - chance)
    information = made.weight * chance * (1 - chance)
    given = sums(made.judge, information, len(before))
    received = sums(made.judged, information, len(before))
    openness_variance = before.openness_variance / (1 + before.openness_variance * given)
    appeal_variance = before.appeal_variance / (1 + before.appeal_variance * received)
    taste = before.taste.copy()
    np.add.at(taste, made.judge, surprise[:, None] * before.draw[made.judged])
    after = replace(
        before,
        openness=before.openness + openness_variance * sums(made.judge, surprise, len(before)),
        openness_variance=openness_variance,
        appeal=before.appeal + appeal_variance * sums(made.judged, surprise, len(before)),
        appeal_variance=appeal_variance,
        taste=taste,
    )
    return _counted(after, made)


def sigmoid(logit: Numbers) -> Numbers:
    """The probability of a logit."""
    return 1 / (1 + np.exp(-np.clip(logit, -30, 30)))


def _fit_rasch(world: World, prior: Prior, groups: int) -> tuple[Numbers, Numbers, Numbers]:
    made, people = world.decisions, len(world.group)
    whose = world.group[made.judge]
    precision = _precision(prior)
    overall = np.log((made.yes @ made.weight + 1) / ((1 - made.yes) @ made.weight + 1))
    base, openness, appeal = np.full(groups, overall), np.zeros(people), np.zeros(people)

    def step(of: Indices, pull: Numbers, stiffness: float) -> Numbers:
        """One Newton step for the numbers that `of` points at; `pull` is the prior's gradient."""
        chance = sigmoid(base[whose] + openness[made.judge] + appeal[made.judged])
        gain = sums(of, made.weight * (made.yes - chance), len(pull)) - pull
        curve = sums(of, made.weight * chance * (1 - chance), len(pull)) + stiffness
        return np.clip(gain / curve, -LARGEST_STEP, LARGEST_STEP)

    for _ in range(SWEEPS):
        base += step(whose, BASE_PRECISION * (base - overall), BASE_PRECISION)
        own = step(made.judge, precision[0, 0] * openness + precision[0, 1] * appeal, precision[0, 0])
        openness += own
        others = step(made.judged, precision[1, 1] * appeal + precision[0, 1] * openness, precision[1, 1])
        appeal += others
        if max(np.abs(own).max(initial=0), np.abs(others).max(initial=0)) < CLOSE_ENOUGH:
            break
    return base, openness, appeal


def _precision(prior: Prior) -> Numbers:
    return np.linalg.inv(np.array([[prior.openness, prior.covariance], [prior.covariance, prior.appeal]]))


def _counted(found: Standings, made: Decisions) -> Standings:
    count = len(found)
    return replace(
        found,
        given=found.given + sums(made.judge, made.weight, count),
        given_yes=found.given_yes + sums(made.judge, made.weight * made.yes, count),
        received=found.received + sums(made.judged, made.weight, count),
        received_yes=found.received_yes + sums(made.judged, made.weight * made.yes, count),
    )
