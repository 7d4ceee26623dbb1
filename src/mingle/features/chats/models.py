"""Structs of chats: rows, requests and answers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from mingle.features.chats.draft_models import Draft
from mingle.features.chats.forward_models import Author
from mingle.features.chats.limits import Content
from mingle.features.chats.poll_models import Poll, PollDraft
from mingle.features.chats.preview_models import LinkPreview, PreviewRow
from mingle.features.media import FileView, Picture
from mingle.kernel.texts import END, LINES, NAME

MAX_MEMBERS: Final = 1000
MAX_FILES: Final = 10
MAX_MARKS_TOLD: Final = 100
"""In chats of more members nobody is told how far others have read."""
MAX_PTS: Final = 2**53 - 1

ChatName = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=NAME)]
Description = Annotated[str, msgspec.Meta(max_length=1000, pattern=LINES)]
ClientId = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+" + END)]
Pts = Annotated[int, msgspec.Meta(ge=0, le=MAX_PTS)]


MessageType = Literal["text", "image", "video", "audio", "file", "voice", "poll", "system", "encrypted"]
"""What a message is on the wire; of several files the first one says it."""


class ChatKind(StrEnum):
    """What a chat is."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class MemberRole(StrEnum):
    """What somebody may do in a chat."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class MessageKind(StrEnum):
    """What a message is made of."""

    TEXT = "text"
    MEDIA = "media"
    POLL = "poll"
    SYSTEM = "system"
    ENCRYPTED = "encrypted"


class ChatDraft(msgspec.Struct, rename="camel"):
    """POST /chats. A private chat names one other person, or oneself alone for saved messages."""

    type: ChatKind
    member_ids: Annotated[list[UUID], msgspec.Meta(max_length=200)]
    name: ChatName | None = None
    description: Description | None = None
    picture_id: UUID | None = None
    """An image of one's own that is ready."""


class ChatChange(msgspec.Struct, rename="camel"):
    """PATCH /chats/{id}: what is left out stays as it is."""

    name: ChatName | UnsetType = UNSET
    description: Description | UnsetType | None = UNSET
    picture_id: UUID | UnsetType | None = UNSET
    """An image of one's own that is ready; null takes the picture away."""
    message_lifetime: Annotated[int, msgspec.Meta(ge=60, le=31_536_000)] | UnsetType | None = UNSET
    """After how many seconds new messages disappear; a minute to a year, or null: never."""


class NewMembers(msgspec.Struct, rename="camel"):
    """POST /chats/{id}/members."""

    member_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=200)]


class RoleChange(msgspec.Struct):
    """PATCH /chats/{id}/members/{userId}. Who makes another the owner is an admin from then on."""

    role: MemberRole


class ChatSettings(msgspec.Struct, rename="camel"):
    """PATCH /chats/{id}/settings: one's own; what is left out stays as it is."""

    muted_until: Annotated[datetime, msgspec.Meta(tz=True)] | UnsetType | None = UNSET
    archived: bool | UnsetType = UNSET
    pinned: bool | UnsetType = UNSET


class MessageDraft(msgspec.Struct, rename="camel", omit_defaults=True):
    """POST /messages, and the event `message:send`; digested without defaults, so new fields change no older digest."""

    chat_id: UUID
    client_id: ClientId
    type: Literal["text", "image", "video", "audio", "file", "voice"] = "text"
    content: Content = ""
    reply_to_id: UUID | None = None
    file_ids: Annotated[list[UUID], msgspec.Meta(max_length=MAX_FILES)] = []
    is_silent: bool = False
    forward_of_id: UUID | None = None
    """A message that one sees, in whatever chat: its content and files are taken over, so there are none here."""
    send_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """When it is to be sent; until then it waits."""
    poll: PollDraft | None = None
    no_preview: bool = False
    """Whether the page that it links to is not to be shown."""


class MessageChange(msgspec.Struct, rename="camel"):
    """PATCH /messages/{id}."""

    content: Content
    no_preview: bool | None = None
    """Whether the page that it links to is not to be shown; left out, one that was not shown stays away."""


class Mark(msgspec.Struct, rename="camel"):
    """PUT /chats/{id}/read: up to which change."""

    up_to: Pts


class ChatMark(msgspec.Struct, rename="camel"):
    """The events `message:read` and `message:delivered`."""

    chat_id: UUID
    up_to: Pts


class MessageEdit(MessageChange, rename="camel", kw_only=True):
    """The event `message:edit`."""

    message_id: UUID


class OfMessage(msgspec.Struct, rename="camel"):
    """The event `message:delete`."""

    message_id: UUID


class React(msgspec.Struct, rename="camel"):
    """The event `message:react`."""

    message_id: UUID
    emoji: Annotated[str, msgspec.Meta(min_length=1, max_length=16)]
    on: bool


class OfChat(msgspec.Struct, rename="camel"):
    """The events `typing:start` and `typing:stop`."""

    chat_id: UUID


class Standing(msgspec.Struct):
    """A chat, and how one of its members stands in it."""

    chat_id: UUID
    kind: ChatKind
    name: str | None
    description: str | None
    pts: int
    member_count: int
    role: MemberRole
    cleared_pts: int
    message_lifetime: int | None
    may_post: bool
    """In a channel, those who lead it may."""


class ChatRow(msgspec.Struct):
    """A chat as one of its members sees it."""

    id: UUID
    kind: ChatKind
    pair: UUID | None
    name: str | None
    description: str | None
    picture_id: UUID | None
    is_secret: bool
    message_lifetime: int | None
    pts: int
    active_at: datetime
    created_at: datetime
    role: MemberRole
    read_pts: int
    delivered_pts: int
    muted_until: datetime | None
    is_archived: bool
    is_pinned: bool
    member_count: int
    peer_id: UUID | None
    peer_name: str | None
    peer_username: str | None
    peer_is_demo: bool
    unread: int
    mentions: int
    hidden_count: int
    last_pts: int | None


class Reaction(msgspec.Struct):
    """How many have reacted so."""

    emoji: str
    count: int
    mine: bool


class MessageRow(msgspec.Struct):
    """A message as one member sees it."""

    chat_id: UUID
    pts: int
    id: UUID
    client_id: str
    sender_id: UUID
    kind: MessageKind
    content: str | None
    reply_to_id: UUID | None
    hashtags: list[str]
    is_silent: bool
    edited_at: datetime | None
    deleted_at: datetime | None
    pinned_at: datetime | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    file_ids: list[UUID]
    mentions: list[UUID]
    reactions: list[Reaction]
    forwarded_from: Author | None
    poll: Poll | None
    preview: PreviewRow | None


class EventRow(msgspec.Struct):
    """A change in a chat."""

    pts: int
    kind: str
    message_pts: int | None
    account_id: UUID | None
    emoji: str | None
    is_on: bool | None


class PersonView(msgspec.Struct, rename="camel"):
    """Somebody in a chat, as far as it needs them."""

    id: UUID
    display_name: str
    username: str | None
    photo: Picture | None
    is_demo: bool
    """Made up, for somebody who tries Mingle out."""


class MemberView(msgspec.Struct, rename="camel"):
    """A member, and how far they have come."""

    user: PersonView
    role: MemberRole
    joined_at: datetime
    read_pts: int | None
    """Null where it does not show, both ways, and in chats of more than 100 members."""
    delivered_pts: int | None


class MemberRow(msgspec.Struct):
    """A row of `chat_members`, with who it is, as another member sees it."""

    account_id: UUID
    display_name: str
    username: str | None
    is_demo: bool
    role: MemberRole
    joined_at: datetime
    read_pts: int | None
    delivered_pts: int | None


class Message(msgspec.Struct, rename="camel", kw_only=True):
    """A message on the wire. Of a system message, `content` is JSON: what happened, and to whom."""

    id: UUID
    chat_id: UUID
    pts: int
    client_id: str
    sender_id: UUID
    type: MessageType
    content: str
    reply_to_id: UUID | None
    forwarded_from: Author | None
    """Null where it is no forward."""
    poll: Poll | None
    preview: LinkPreview | None
    """Of the page behind its first link, once it is known."""
    files: list[FileView]
    mentions: list[UUID]
    hashtags: list[str]
    reactions: list[Reaction] | UnsetType
    """Left out of `message:edited`, which goes to all and does not change them."""
    is_silent: bool
    is_edited: bool
    is_deleted: bool
    is_pinned: bool
    is_encrypted: bool
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    """When it disappears; from then on it is shown as deleted, wherever it is read."""
    send_at: datetime | UnsetType = UNSET
    """Of one that waits for its time; its `pts` is 0."""
    problem: str | UnsetType = UNSET
    """Of one that waits: why it could not be sent when its time had come, as an error's code."""


class Chat(msgspec.Struct, rename="camel", kw_only=True):
    """A chat on the wire, as one of its members sees it."""

    id: UUID
    type: ChatKind
    name: str | None
    description: str | None
    picture: FileView | None
    """Of a group or channel, in thumbnails alone; None where there is none, or nothing of it can be shown."""
    is_secret: bool
    message_lifetime: int | None
    """After how many seconds new messages disappear."""
    peer: PersonView | None
    """The other one of a private chat; None in a chat with oneself, and when their account has been erased."""
    is_saved: bool
    """Whether it is the chat with oneself."""
    role: MemberRole
    member_count: int
    pts: int
    read_pts: int
    delivered_pts: int
    unread: int
    """1000 at most: then there are so many, or more."""
    mentions: int
    hidden_count: int
    """How many of its messages one has deleted for oneself: a device that counts others asks for them."""
    last_message: Message | None
    names: dict[UUID, str] | UnsetType = UNSET
    """Of a group or channel: what those are called whom its last message is from, or tells of."""
    draft: Draft | None
    muted_until: datetime | None
    is_archived: bool
    is_pinned: bool
    created_at: datetime


class ChatSync(msgspec.Struct, rename="camel"):
    """A chat of GET /sync."""

    chat_id: UUID
    pts: int
    read_pts: int
    unread: int
    mentions: int
    hidden_count: int
    last_message: Message | None


class ChatOnly(msgspec.Struct):
    """An answer that is a chat and nothing else."""

    chat: Chat


class MessageOnly(msgspec.Struct):
    """An answer that is a message and nothing else."""

    message: Message
