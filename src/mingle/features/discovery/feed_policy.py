"""How often feeds are asked for: whoever leafs through everybody, or learns by trying choices, is stopped."""

from typing import Final

from mingle.kernel.ratelimit import RateLimit

FEED_LIMIT: Final = RateLimit("feed", "120/minute", counts="shared", fails="open")
CHOICES_LIMIT: Final = RateLimit("feed_choices", "60/hour", counts="shared", fails="open")
"""Feeds for somebody who has just changed what they want, or where they are: each shows other people."""
WHY_LIMIT: Final = RateLimit("feed_why", "30/hour", counts="shared", fails="closed")
"""Counts tell something of people whom one does not see."""
COUNT_LIMIT: Final = RateLimit("feed_count", "240/hour", counts="shared", fails="closed")
"""Somebody who moves the sliders asks often; whoever tries all places of them, more often."""
COUNT_STEPS: Final = (5, 10, 20, 50, 100, 200, 500, 1000)


def told_count(count: int) -> int | None:
    """A number of people, rounded down to a step; None for fewer than five, be it none."""
    return max((step for step in COUNT_STEPS if step <= count), default=None)
