"""What the ranking reads and writes: rows of which numpy takes many at once, and what is known for one feed."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from mingle.features.discovery.binary_rows import DOUBLE, INTEGER, REAL, UUIDS, reals
from mingle.features.discovery.ranking import Sign

TASTES: Final = 16
GROUPS: Final = 5
"""Genders: woman, man, nonbinary, other, not said; as the bits of `candidates.gender` are numbered."""
NUMBERS: Final = (
    "openness",
    "openness_variance",
    "appeal",
    "appeal_variance",
    "given",
    "given_yes",
    "received",
    "received_yes",
)
STANDING: Final = {
    "account_id": UUIDS,
    **dict.fromkeys(NUMBERS, REAL),
    "taste": reals(TASTES),
    "draw": reals(TASTES),
}
PERSON: Final = {"account_id": UUIDS, "group": INTEGER, "born": DOUBLE}
"""`born` in days since 1970; NaN where it is unknown."""
DECISION: Final = {"judge_id": UUIDS, "judged_id": UUIDS, "sign": INTEGER, "at": DOUBLE}
SIGNS: Final = {
    "pass": Sign.PASS,
    "like": Sign.LIKE,
    "superlike": Sign.SUPERLIKE,
    "unmatched": Sign.LIKE,
    "reply": Sign.REPLY,
    "silence": Sign.SILENCE,
}
"""What each kind of judgement, and what became of a match, tells; `sign` counts them from 1.

Both who have ended a match had liked each other.
"""


class Newest(msgspec.Struct):
    """The newest model, and how far its standings are."""

    id: UUID
    model: str
    learned_until: datetime


class Known(msgspec.Struct):
    """The newest model, and what is known of some people by it, in one snapshot."""

    model: str
    standings: bytes | None
    """Records of `STANDING`; None where none of them has a row."""
    likes_waiting: list[int]
    """How many of the latest likes each of them has not answered, in the order in which they were asked for."""
    chats_unread: list[int]
    """In how many chats of their latest matches each of them has something to read, in the same order."""


class Batch(msgspec.Struct):
    """The next judgements that were not learned."""

    decisions: bytes | None
    """Records of `DECISION`."""
    until: datetime | None
    """When the last of them was made."""
