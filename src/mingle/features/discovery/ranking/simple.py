"""The simple rule that an operator may switch to: the product of smoothed like-rates. It needs no training."""

from dataclasses import dataclass

from mingle.features.discovery.ranking.history import Numbers
from mingle.features.discovery.ranking.standing import Standings


@dataclass(frozen=True, slots=True)
class SimpleRule:
    """How often one says yes, times how often the other is told yes.

    Both as if `strength` more decisions had had the usual rate.
    """

    rate: float = 0.4
    strength: float = 3.0

    def yes(self, judges: Standings, judged: Standings) -> Numbers:
        """The probability that each of `judges` says yes to each of `judged`, row by row."""
        added = self.strength * self.rate
        says = (judges.given_yes + added) / (judges.given + self.strength)
        is_told = (judged.received_yes + added) / (judged.received + self.strength)
        return says * is_told
