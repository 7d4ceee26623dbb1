"""Structs of discovery: rows, requests and answers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from mingle.features.people import Card
from mingle.kernel.texts import LINES

NOTE_MAX_LENGTH: Final = 300
MAX_COUNTED: Final = 1000

Note = Annotated[str, msgspec.Meta(max_length=NOTE_MAX_LENGTH, pattern=LINES)]


class Kind(StrEnum):
    """What somebody thinks of another."""

    LIKE = "like"
    SUPERLIKE = "superlike"
    PASS = "pass"  # noqa: S105  # no password
    LATER = "later"
    UNMATCHED = "unmatched"
    """Both had liked each other, and their match has ended."""


YES: Final = frozenset({Kind.LIKE, Kind.SUPERLIKE})


class Judgement(msgspec.Struct, rename="camel"):
    """POST /likes: what the actor thinks of somebody."""

    user_id: UUID
    kind: Literal["like", "superlike", "pass", "later"]
    note: Note | None = None
    """With a superlike only: what they are told beside it."""


class Counterpart(msgspec.Struct):
    """Somebody whom the actor may judge, and what the two think of each other by now."""

    mine: Kind | None
    hidden_until: datetime | None
    """Of the actor's judgement: until when they are not shown them; None where there is none, or for good."""
    theirs: Kind | None
    match_id: UUID | None
    chat_id: UUID | None
    matched_at: datetime | None


class MatchRow(msgspec.Struct):
    """A row of `matches` that stands, as one of the two sees it."""

    id: UUID
    other_id: UUID
    chat_id: UUID | None
    created_at: datetime


class MatchPair(msgspec.Struct):
    """A row of `matches`."""

    id: UUID
    low_id: UUID
    high_id: UUID
    chat_id: UUID | None
    ended_at: datetime | None


class LastJudgement(msgspec.Struct):
    """The latest row of `judgements` of somebody."""

    judged_id: UUID
    kind: Kind
    created_at: datetime


class AllowanceKind(StrEnum):
    """What a day allows so many of."""

    LIKE = "like"
    SUPERLIKE = "superlike"
    REWIND = "rewind"


class LikeRow(msgspec.Struct):
    """Somebody who likes the actor."""

    judge_id: UUID
    kind: Kind
    note: str | None
    created_at: datetime


Turn = Literal["nobody", "mine", "theirs"]


class Match(msgspec.Struct, rename="camel"):
    """Two people who like each other, as one of them sees it."""

    id: UUID
    user: Card
    chat_id: UUID | None
    """Where the two write to each other."""
    turn: Turn
    """Whose word is awaited: `nobody` has written yet, the other wrote last (`mine`), or one did oneself (`theirs`)."""
    created_at: datetime


class Judged(msgspec.Struct):
    """What came of a judgement: a match, if both like each other."""

    matched: bool
    match: Match | None


class MatchTold(msgspec.Struct):
    """`match:new`."""

    match: Match


class MatchGone(msgspec.Struct, rename="camel"):
    """`match:removed`."""

    match_id: UUID


class Like(msgspec.Struct, rename="camel"):
    """Somebody who likes one, and whom one has not judged."""

    user: Card
    kind: Literal["like", "superlike"]
    note: str | None
    created_at: datetime


class Likes(msgspec.Struct, rename="camel"):
    """GET /likes/received: a page, and how many there are in all."""

    items: list[Like]
    next_cursor: str | None
    count: int
    """1000 at most: then there are so many, or more."""


class Rewound(msgspec.Struct, rename="camel"):
    """DELETE /likes/last: whom one may judge again."""

    user_id: UUID
    kind: Literal["like", "superlike", "pass", "later"]
