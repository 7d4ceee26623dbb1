"""A form with every kind of field, for tests of validation."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from tests.sample.models import Mood, Tag, Text

Positive = Annotated[int, msgspec.Meta(ge=1)]


class Circle(msgspec.Struct, tag="circle", rename="camel"):
    """One kind of a union."""

    in_metres: float


class Square(msgspec.Struct, tag="square", rename="camel"):
    """The other kind."""

    side: int


class Even(msgspec.Struct):
    """A part that is only judged as a whole."""

    number: int

    def __post_init__(self) -> None:
        """Refuse odd numbers."""
        if self.number % 2:
            msg = "must be even"
            raise ValueError(msg)


class Everything(msgspec.Struct, rename="camel"):
    """What a client might send."""

    first_name: Text
    shape: Circle | Square
    starts_at: Annotated[datetime, msgspec.Meta(tz=True)]
    born_on: date
    reply_to: UUID
    mood: Mood
    age_or_word: int | str
    kind: Literal["a", "b"] = "a"
    maybe: Positive | None = None
    left_out: Annotated[str, msgspec.Meta(max_length=3)] | msgspec.UnsetType = msgspec.UNSET
    scores: dict[str, Positive] = {}
    pair: tuple[int, str] | None = None
    tags: Annotated[list[Tag], msgspec.Meta(max_length=3)] = []
    many: tuple[Tag, ...] = ()
    numbers: set[int] = set()
    even: Even | None = None
    pause: timedelta | None = None
    is_sure: bool = False


GOOD: dict[str, object] = {
    "firstName": "Ann",
    "shape": {"type": "circle", "inMetres": 1.5},
    "startsAt": "2026-01-01T20:00:00Z",
    "bornOn": "1990-02-03",
    "replyTo": "01890000-0000-7000-8000-000000000000",
    "mood": "warm",
    "ageOrWord": 5,
}
