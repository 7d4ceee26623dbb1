"""Why somebody is shown: for everybody in words that give nobody's decision away, for staff in full."""

from enum import StrEnum

import numpy as np

from mingle.features.discovery.ranking.features import FEATURES, features
from mingle.features.discovery.ranking.history import Numbers
from mingle.features.discovery.ranking.model import Model
from mingle.features.discovery.ranking.standing import Standings, sigmoid

SPEAKS = 0.1
"""A feature is told where it adds as many logits."""
COMPATIBILITY_STEP = 5
CLOSE_YEARS = 3.0


class Reason(StrEnum):
    """What a card may say; apps translate it."""

    SHARED_TASTE = "sharedTaste"
    SAME_AGE = "sameAge"


def explain(model: Model, judges: Standings, judged: Standings) -> dict[str, Numbers]:
    """What each feature adds to the logit of a yes, pair by pair: they sum up to it.

    For staff and tests alone: it tells of private decisions.
    """
    table = features(judges, judged) * np.array(model.coefficients)
    return dict(zip(FEATURES, table.T, strict=True))


def compatibility(model: Model, viewer: Standings, candidates: Standings) -> Numbers:
    """How well candidates suit the viewer's taste, 5 to 95 in steps of 5; 50 is anybody.

    It knows what the viewer decided and what others said to the candidates, never what a candidate decided: their
    openness and taste are not in it, nor is what was said to the viewer. So nobody reads a like or a pass from it.
    """
    parts = _tellable(model, viewer, candidates)
    percent = 100 * sigmoid(sum(parts.values(), np.zeros(len(candidates))))
    return np.clip(COMPATIBILITY_STEP * np.round(percent / COMPATIBILITY_STEP), 5, 95)


def reasons(model: Model, viewer: Standings, candidates: Standings) -> list[list[Reason]]:
    """What speaks for each candidate and may be told, the strongest first."""
    parts = _tellable(model, viewer, candidates)
    close = np.abs(viewer.age - candidates.age) <= CLOSE_YEARS  # never of an unknown age, which is not a number
    speaks = {Reason.SHARED_TASTE: parts["shared_taste"] >= SPEAKS, Reason.SAME_AGE: close}
    return [[one for one, holds in speaks.items() if holds[place]] for place in range(len(candidates))]


def _tellable(model: Model, viewer: Standings, candidates: Standings) -> dict[str, Numbers]:
    """The parts of the viewer's own yes that hold nothing private of the candidates, in logits."""
    weight = dict(zip(FEATURES, model.coefficients, strict=True))
    table = dict(zip(FEATURES, features(viewer, candidates).T, strict=True))
    appeal = candidates.appeal / np.sqrt(1 + np.pi / 8 * candidates.appeal_variance)
    return {
        "expected": weight["expected"] * appeal,
        "shared_taste": weight["shared_taste"] * table["shared_taste"],
        "age_gap": weight["age_gap"] * table["age_gap"],
    }
