"""What clients are told of matches over sockets, for the published documentation."""

from mingle.features.discovery.models import MatchGone, MatchTold
from mingle.kernel.feature import Told

TELLS = (
    Told("match:new", MatchTold, "both", "Two like each other."),
    Told("match:removed", MatchGone, "both", "One of the two has ended it, blocked the other, or is gone."),
)
