"""What the server counts, as plain numbers: a hot path must not wait for a metrics library."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Totals since the start, except for what ends in `_now`."""

    sessions_now: int = 0
    rooms_now: int = 0
    sessions: int = 0
    upgrades: int = 0
    packets_in: int = 0
    events_in: int = 0
    events_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    slow_closed: int = 0
    timed_out: int = 0
    flooded: int = 0
    refused: int = 0
    """Handshakes and connections that were turned away: a bad query, a foreign origin, a bad token."""
    malformed: int = 0
    """Packets that break the protocol; each closes its sender."""
    rejected: int = 0
    """Events that were answered with an error: unknown, wrong, not allowed, too many."""
