"""Small worlds where the truth is known: what people want is drawn, and then they decide."""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import settings

from mingle.features.discovery.ranking import Decisions, Standings, World
from mingle.features.discovery.ranking.history import Indices, Numbers
from mingle.features.discovery.ranking.standing import sigmoid

GROUPS = 2
properly = settings(deadline=None, max_examples=30)
"""For properties: what they compute takes as long as it takes."""


@dataclass(frozen=True)
class Truth:
    """A world, and what its people truly feel."""

    world: World
    openness: Numbers
    appeal: Numbers


def draw_world(seed: int = 0, people: int = 120, share: float = 0.5) -> Truth:
    """Women and men, some of whom go out more than others; about a share of all pairs meet, and both decide."""
    dice = np.random.default_rng(seed)
    group = np.arange(people) % GROUPS
    openness, appeal = dice.multivariate_normal([-0.3, 0], [[1.7, -0.6], [-0.6, 1.2]], people).T
    goes_out = dice.uniform(0.1, 1.9, people)
    meet = dice.random((people, people)) < share * goes_out[:, None] * goes_out
    pairs = np.argwhere(meet & (group[:, None] == 0) & (group == 1))
    dice.shuffle(pairs)
    judge = pairs.ravel()
    judged = pairs[:, ::-1].ravel()
    yes = (dice.random(len(judge)) < sigmoid(openness[judge] + appeal[judged])).astype(np.float64)
    at = np.repeat(np.arange(len(pairs), dtype=np.float64), 2)
    made = Decisions(judge, judged, yes, at, np.ones(len(judge)))
    return Truth(World(group, dice.uniform(20, 40, people), made), openness, appeal)


def turned(world: World, chosen: Indices) -> World:
    """The same world, but these decisions went the other way."""
    yes = world.decisions.yes.copy()
    yes[chosen] = 1 - yes[chosen]
    return replace(world, decisions=replace(world.decisions, yes=yes))


def decided(judge: int, judged: int, *, yes: bool, weight: float = 1) -> Decisions:
    """One decision."""
    return Decisions(np.array([judge]), np.array([judged]), np.array([float(yes)]), np.zeros(1), np.array([weight]))


def row(standings: Standings, person: int) -> Standings:
    """One person's standing."""
    return standings.take(np.array([person]))
