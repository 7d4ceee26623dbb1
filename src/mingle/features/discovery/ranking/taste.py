"""Who likes the same people: a few numbers a person, from the surprises that openness and appeal leave.

The matrix of surprises (judge by judged, 0 where nothing was decided) is cut down to its strongest directions, each
damped by s²/(s² + damping), as ridge regression does. `taste · draw` then says whether those who agree with a judge so
far were pleasantly surprised by somebody. A judge's taste is a plain sum over their own decisions: surprise times draw.
(Randomised subspace iteration: Halko, Martinsson and Tropp, SIAM Review 2011.)
"""

import numpy as np

from mingle.features.discovery.ranking.history import Indices, Numbers, sums

TASTES = 16
"""Numbers a person, each for taste and draw."""
_SPARE = 4
_TURNS = 4


def tastes(judge: Indices, judged: Indices, surprise: Numbers, people: int, damping: float) -> tuple[Numbers, Numbers]:
    """Taste and draw of everybody, people by `TASTES`; the same for the same decisions."""

    def times(rows: Indices, columns: Indices, right: Numbers) -> Numbers:
        """The matrix of surprises times `right`, or its transpose where rows and columns are swapped."""
        return np.column_stack([sums(rows, surprise * one[columns], people) for one in right.T])

    width = min(TASTES + _SPARE, people)
    basis = np.random.default_rng(0).standard_normal((people, width))
    for _ in range(_TURNS):
        basis = np.linalg.qr(times(judge, judged, basis))[0]
        basis = np.linalg.qr(times(judged, judge, basis))[0]
    left = times(judge, judged, basis)
    squares, turn = np.linalg.eigh(left.T @ left)
    strongest = np.argsort(-squares)[:TASTES]
    kept = np.maximum(squares[strongest], 0.0)
    draw = np.zeros((people, TASTES))
    draw[:, : len(strongest)] = basis @ turn[:, strongest] * np.sqrt(kept / (kept + damping))
    return times(judge, judged, draw), draw
