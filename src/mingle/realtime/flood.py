"""How much one client may send: a bucket that fills by itself, and each packet takes from."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Flood:
    """A limit for each session.

    Attributes:
        per_second: packets that it may go on sending.
        burst: packets that it may send at once.
        patience: packets beyond those that are answered with an error before the session is closed.
    """

    per_second: float = 50.0
    burst: int = 200
    patience: int = 200


class Bucket:
    """What is left to one session."""

    __slots__ = ("_left", "_limit", "_since")

    def __init__(self, limit: Flood) -> None:
        self._limit = limit
        self._left = float(limit.burst)
        self._since = time.monotonic()

    def is_bursting(self) -> bool:
        """Take one; whether even the patience is at its end."""
        self._left -= 1.0
        if self._left < 0:
            now = time.monotonic()
            limit = self._limit
            self._left = min(self._left + (now - self._since) * limit.per_second, float(limit.burst))
            self._since = now
        return self._left < -self._limit.patience

    def is_empty(self) -> bool:
        """Whether the last one was one too many."""
        return self._left < 0
