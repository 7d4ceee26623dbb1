"""Structs of what members are told, live or when they catch up."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from mingle.features.chats.models import Message, Pts

MOST_CHATS: Final = 200


class MessageTold(msgspec.Struct, rename="camel"):
    """The events `message:new` and `message:edited`."""

    chat_id: UUID
    pts: int
    message: Message


class DeletionTold(msgspec.Struct, rename="camel"):
    """The event `message:deleted`."""

    chat_id: UUID
    pts: int
    message_id: UUID


class ReactionCount(msgspec.Struct):
    """How many have reacted so, as everybody may be told."""

    emoji: str
    count: int


class ReactionTold(msgspec.Struct, rename="camel"):
    """The event `message:reaction`."""

    chat_id: UUID
    pts: int
    message_id: UUID
    emoji: str
    user_id: UUID
    on: bool
    reactions: list[ReactionCount]
    """All of the message's: who fetched it a moment before would count this one twice otherwise."""


class ChatTold(msgspec.Struct, rename="camel"):
    """The events `chat:updated` and `chat:rewritten`.

    The first: its name, its picture, what it is about, or who is in it; fetch it. The second: some of what stood there
    is gone; fetch it and its messages anew.
    """

    chat_id: UUID
    pts: int


class HiddenTold(msgspec.Struct, rename="camel"):
    """`message:hidden`: one has deleted a message for oneself."""

    chat_id: UUID
    message_id: UUID


class MarkTold(msgspec.Struct, rename="camel"):
    """`message:read` and `message:delivered`: how far somebody is."""

    chat_id: UUID
    user_id: UUID
    up_to: int


class TypingTold(msgspec.Struct, rename="camel"):
    """`typing:user`: somebody has begun to write, or has stopped."""

    chat_id: UUID
    user_id: UUID
    typing: bool


class TopsTold(msgspec.Struct):
    """`sync:top`: the number of the last change of each chat; whoever knows a lower one has missed something."""

    chats: dict[UUID, int]


class EventView(msgspec.Struct):
    """An event as it was told, or would have been."""

    pts: int
    event: str
    data: Any


class ChatEvents(msgspec.Struct, rename="camel"):
    """Of POST /sync: what has changed in a chat; `pts` is how far one has come with it."""

    chat_id: UUID
    events: list[EventView]
    pts: int
    more: bool


class Missed(msgspec.Struct):
    """POST /sync."""

    chats: list[ChatEvents]


class KnownChat(msgspec.Struct, rename="camel"):
    """A chat, and the number of the last change of it that is known."""

    chat_id: UUID
    pts: Pts


class Known(msgspec.Struct):
    """POST /sync: how far one has come."""

    chats: Annotated[list[KnownChat], msgspec.Meta(max_length=MOST_CHATS)]


class Events(msgspec.Struct):
    """GET /chats/{id}/events: `pts` is how far one has come with them."""

    events: list[EventView]
    pts: int
    more: bool
