"""The exposure budget: showing somebody costs the more, the more likes and chats wait for their answer.

Without it, a few people would be shown to everybody and drown in likes that they never answer, and the rest would be
shown to nobody. A price is taken from the logarithm of the probability of a match: a price of 0.7 halves it.
"""

from dataclasses import dataclass

import numpy as np

from mingle.features.discovery.ranking.history import Numbers


@dataclass(frozen=True, slots=True)
class Budget:
    """How dear attention is. A strength of 0 switches prices off."""

    strength: float = 0.5
    allowance: float = 5.0
    """About how many waiting likes cost nothing much."""
    unread_weight: float = 1.0
    """How many waiting likes an unread chat counts for."""

    def price(self, unanswered_likes: Numbers, unread_chats: Numbers) -> Numbers:
        """What showing each person costs: `strength · ln(1 + waiting / allowance)`, never below 0."""
        waiting = np.maximum(unanswered_likes, 0) + self.unread_weight * np.maximum(unread_chats, 0)
        return self.strength * np.log1p(waiting / self.allowance)


def gini(shares: Numbers) -> float:
    """How unequally something is shared: 0 where all have the same, near 1 where one has everything."""
    ordered = np.sort(shares)
    count, total = len(ordered), float(ordered.sum())
    if count == 0 or total <= 0:
        return 0.0
    ranks = np.arange(1, count + 1)
    return float((2 * ranks - count - 1) @ ordered / (count * total))
