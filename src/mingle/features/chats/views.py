"""Chats and messages as people are told of them."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

import msgspec

from mingle.features import media
from mingle.features.chats import policy
from mingle.features.chats.draft_models import Draft
from mingle.features.chats.event_models import (
    ChatTold,
    DeletionTold,
    EventView,
    MessageTold,
    ReactionCount,
    ReactionTold,
)
from mingle.features.chats.models import (
    Chat,
    ChatKind,
    ChatRow,
    ChatSync,
    EventRow,
    MemberRow,
    MemberView,
    Message,
    MessageKind,
    MessageRow,
    MessageType,
    PersonView,
    Reaction,
)
from mingle.features.chats.poll_models import Poll, PollTold
from mingle.features.chats.preview_models import LinkPreview, PreviewRow
from mingle.features.media import FileView, Picture
from mingle.kernel import clock

Files = Mapping[UUID, FileView]
Faces = Mapping[UUID, Picture]


def file_ids(rows: Sequence[MessageRow]) -> list[UUID]:
    """The files that are to be described for messages to be shown: theirs, and those of the pages they link to."""
    pictures = [row.preview.file_id for row in rows if row.preview is not None and row.preview.file_id is not None]
    return [*(file_id for row in rows for file_id in row.file_ids), *pictures]


def is_gone(row: MessageRow) -> bool:
    """Whether there is nothing left to show of a message."""
    return policy.is_gone(row, clock.now())


def message(row: MessageRow, files: Files, *, for_all: bool = False) -> Message:
    """A message; `for_all` leaves out what differs from one member to the next."""
    if is_gone(row):
        row = policy.emptied(row)
    shown = [files[one] for one in row.file_ids if one in files]
    kind: str = row.kind
    if row.kind is MessageKind.MEDIA:
        kind = shown[0].kind if shown else "file"
    return Message(
        id=row.id,
        chat_id=row.chat_id,
        pts=row.pts,
        client_id=row.client_id,
        sender_id=row.sender_id,
        type=cast("MessageType", str(kind)),
        content=row.content or "",
        reply_to_id=row.reply_to_id,
        forwarded_from=row.forwarded_from,
        poll=poll_for_all(row.poll) if for_all and row.poll is not None else row.poll,
        preview=_preview(row.preview, files) if row.preview is not None else None,
        files=shown,
        mentions=row.mentions,
        hashtags=row.hashtags,
        reactions=msgspec.UNSET if for_all else row.reactions,
        is_silent=row.is_silent,
        is_edited=row.edited_at is not None,
        is_deleted=row.deleted_at is not None,
        is_pinned=row.pinned_at is not None,
        is_encrypted=row.kind is MessageKind.ENCRYPTED,
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
    )


def picture(file_id: UUID | None, files: Files) -> FileView | None:
    """The picture of a chat, if anything of it can be shown."""
    file = files.get(file_id) if file_id is not None else None
    return file if file is not None and file.url is not None else None


def _preview(row: PreviewRow, files: Files) -> LinkPreview:
    file = files.get(row.file_id) if row.file_id is not None else None
    picture = media.card(file) if file is not None else None
    return LinkPreview(row.url, row.title, row.description, row.site, picture)


def poll_for_all(poll: Poll) -> Poll:
    """A poll without what differs from one member to the next."""
    options = [msgspec.structs.replace(option, mine=msgspec.UNSET) for option in poll.options]
    return msgspec.structs.replace(poll, options=options)


def chat(
    row: ChatRow,
    viewer_id: UUID,
    last: MessageRow | None,
    draft: Draft | None,
    faces: Faces,
    files: Files,
    *,
    names: Mapping[UUID, str],
) -> Chat:
    """A chat; `files` are those of its last message, and its picture; `names` of those whom that message tells of."""
    peer = None
    if row.peer_id is not None:
        peer = PersonView(row.peer_id, row.peer_name or "", row.peer_username, faces.get(row.peer_id), row.peer_is_demo)
    return Chat(
        id=row.id,
        type=row.kind,
        name=row.name,
        description=row.description,
        picture=picture(row.picture_id, files),
        is_secret=row.is_secret,
        message_lifetime=row.message_lifetime,
        peer=peer,
        is_saved=peer is None and row.pair is not None and row.pair == policy.pair_of(viewer_id, viewer_id),
        role=row.role,
        member_count=row.member_count,
        pts=row.pts,
        read_pts=row.read_pts,
        delivered_pts=row.delivered_pts,
        unread=row.unread,
        mentions=row.mentions,
        hidden_count=row.hidden_count,
        last_message=message(last, files) if last is not None else None,
        names=_names_in(last, names) if last is not None and row.kind is not ChatKind.PRIVATE else msgspec.UNSET,
        draft=draft,
        muted_until=row.muted_until,
        is_archived=row.is_archived,
        is_pinned=row.is_pinned,
        created_at=row.created_at,
    )


def _names_in(row: MessageRow, names: Mapping[UUID, str]) -> dict[UUID, str]:
    return {one: names[one] for one in policy.told_of(row) if one in names}


def sync(row: ChatRow, last: Message | None) -> ChatSync:
    """How far a chat has come."""
    return ChatSync(row.id, row.pts, row.read_pts, row.unread, row.mentions, row.hidden_count, last)


def member(row: MemberRow, faces: Faces) -> MemberView:
    """A member."""
    user = PersonView(row.account_id, row.display_name, row.username, faces.get(row.account_id), row.is_demo)
    return MemberView(user, row.role, row.joined_at, row.read_pts, row.delivered_pts)


def event(chat_id: UUID, row: EventRow, told: Message | None) -> EventView | None:
    """A change as it is told to a member now; None where what it was about is not for this member, or gone."""
    if row.kind in ("chat:updated", "chat:rewritten"):
        return EventView(row.pts, row.kind, ChatTold(chat_id, row.pts))
    if told is None or (row.kind == "message:poll" and told.poll is None):
        return None
    if row.kind in ("message:new", "message:edited"):
        return EventView(row.pts, row.kind, MessageTold(chat_id, row.pts, told))
    if row.kind == "message:deleted":
        return EventView(row.pts, row.kind, DeletionTold(chat_id, row.pts, told.id))
    if row.kind == "message:poll":
        assert told.poll is not None
        return EventView(row.pts, row.kind, PollTold(chat_id, row.pts, told.id, told.poll))
    assert row.emoji is not None
    assert row.account_id is not None
    assert row.is_on is not None
    counts = [] if told.reactions is msgspec.UNSET else counted(told.reactions)
    reaction = ReactionTold(chat_id, row.pts, told.id, row.emoji, row.account_id, row.is_on, counts)
    return EventView(row.pts, row.kind, reaction)


def counted(reactions: Sequence[Reaction]) -> list[ReactionCount]:
    """The reactions of a message without what differs from one to the next."""
    return [ReactionCount(one.emoji, one.count) for one in reactions]
