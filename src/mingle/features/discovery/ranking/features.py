"""What is known of a pair before one judges the other: a handful of named numbers, the columns of the regression.

All of them come from standings, that is from decisions made before, and from ages. Nobody's race, religion, interests
or looks are among them.
"""

import numpy as np

from mingle.features.discovery.ranking.history import Numbers
from mingle.features.discovery.ranking.standing import Standings

FEATURES: tuple[str, ...] = ("always", "expected", "league", "shared_taste", "age_gap")
"""The columns, in order; `EXPLANATIONS` says what each is."""
EXPLANATIONS = {
    "always": "the constant",
    "expected": "openness of who judges plus appeal of who is judged, in logits, drawn to 0 by their uncertainty",
    "league": "appeal of the one times appeal of the other: the sought like the sought, the overlooked the overlooked",
    "shared_taste": "whether those who agree with who judges were pleasantly surprised by who is judged",
    "age_gap": "years between them, 15 at most; 0 where an age is unknown",
}
LARGEST_AGE_GAP = 15.0


def features(judges: Standings, judged: Standings) -> Numbers:
    """The table for pairs, pair by feature: the first of `judges` judges the first of `judged`, and so on.

    A single row on one side stands for all pairs.
    """
    logit = judges.openness + judged.appeal
    uncertainty = judges.openness_variance + judged.appeal_variance
    gap = np.minimum(np.abs(judges.age - judged.age), LARGEST_AGE_GAP)
    columns = (
        np.ones_like(logit),
        # The mean of a logistic over a normal logit, by MacKay's approximation.
        logit / np.sqrt(1 + np.pi / 8 * uncertainty),
        judges.appeal * judged.appeal,
        np.sum(judges.taste * judged.draw, axis=1),
        np.nan_to_num(gap, nan=0.0),
    )
    return np.column_stack(columns)
