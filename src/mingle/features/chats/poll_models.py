"""Structs of polls."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from mingle.kernel.texts import NAME

MAX_OPTIONS: Final = 10

Question = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=NAME)]
Option = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=NAME)]
Index = Annotated[int, msgspec.Meta(ge=0, lt=MAX_OPTIONS)]


class PollDraft(msgspec.Struct, rename="camel"):
    """What is asked with a message."""

    question: Question
    options: Annotated[list[Option], msgspec.Meta(min_length=2, max_length=MAX_OPTIONS)]
    is_multiple: bool = False
    is_anonymous: bool = False


class PollOption(msgspec.Struct):
    """What can be chosen, and how many have."""

    text: str
    votes: int
    mine: bool | UnsetType = UNSET
    """Left out of what is told to all."""


class Poll(msgspec.Struct, rename="camel"):
    """How a poll stands."""

    question: str
    options: list[PollOption]
    is_multiple: bool
    is_anonymous: bool
    is_closed: bool
    voters: int


class Vote(msgspec.Struct):
    """PUT /messages/{id}/vote: which options, counted from 0; none takes one's vote back."""

    options: Annotated[list[Index], msgspec.Meta(max_length=MAX_OPTIONS)]


class PollChange(msgspec.Struct, rename="camel"):
    """PUT /messages/{id}/poll."""

    is_closed: bool


class PollOnly(msgspec.Struct):
    """An answer that is a poll and nothing else."""

    poll: Poll


class PollTold(msgspec.Struct, rename="camel"):
    """The event `message:poll`."""

    chat_id: UUID
    pts: int
    message_id: UUID
    poll: Poll


class VoteTold(msgspec.Struct, rename="camel"):
    """The event `message:voted`, on one's own devices."""

    chat_id: UUID
    message_id: UUID
    options: list[int]
