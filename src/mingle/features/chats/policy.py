"""What may be said in a chat, and who may do what in it."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from mingle.features.chats.errors import (
    AnonymousPoll,
    MessageDeleted,
    NotEditable,
    NotForwardable,
    NotInPrivate,
    NotPoll,
    NotYourMessage,
    PictureNotReady,
    PollClosed,
    ReadersOnly,
    RoleTooLow,
)
from mingle.features.chats.models import (
    ChatDraft,
    ChatKind,
    MemberRole,
    MessageDraft,
    MessageKind,
    MessageRow,
    Standing,
)
from mingle.features.chats.poll_models import Poll
from mingle.features.media import FileRow, Status
from mingle.kernel import clock
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.texts import CONTROL, INVISIBLE

MAX_MENTIONS: Final = 50
MAX_HASHTAGS: Final = 30
MAX_REACTIONS_EACH: Final = 3
MAX_SCHEDULED: Final = 100
FURTHEST: Final = timedelta(days=366)
_VISIBLE: Final = re.compile(rf"[^{CONTROL}{INVISIBLE}]")
_MENTION: Final = re.compile(r"(?<![\w@])@([A-Za-z0-9_.]{3,30})(?!\w)")
_HASHTAG: Final = re.compile(r"(?<![\w#&/])#(\w{1,64})(?!\w)")
_KEYCAP: Final = re.compile("[0-9#*]\ufe0f?\u20e3")
_FIRST: Final = {"So", "Sm"}
_LATER: Final = {*_FIRST, "Sk", "Mn", "Me", "Cf"}


def pair_of(one_id: UUID, other_id: UUID) -> UUID:
    """What the private chat of two people is known by, whoever of them asks."""
    low, high = sorted((one_id, other_id))
    return uuid5(NAMESPACE_OID, f"{low}|{high}")


def digest(draft: MessageDraft) -> bytes:
    """What tells a resend from another message."""
    return hashlib.blake2b(msgspec.msgpack.encode(draft), digest_size=16).digest()


def require_sound_draft(draft: MessageDraft) -> None:
    """See that there is something to send.

    Raises:
        ValidationFailed: names what is missing, or too much.
    """
    wrong: list[FieldError] = []
    if draft.forward_of_id is not None or draft.poll is not None:
        wrong += _taken_by_others(draft)
    elif not draft.file_ids:
        if draft.type != "text":
            wrong.append(FieldError("fileIds", f"must name the {draft.type}"))
        elif not is_visible(draft.content):
            wrong.append(FieldError("content", "must have something to see in it"))
    if len(set(draft.file_ids)) < len(draft.file_ids):
        wrong.append(FieldError("fileIds", "names a file twice"))
    if len(mentioned(draft.content)) > MAX_MENTIONS:
        wrong.append(FieldError("content", f"must mention at most {MAX_MENTIONS} people"))
    if wrong:
        raise ValidationFailed(details=wrong)


def _taken_by_others(draft: MessageDraft) -> list[FieldError]:
    """What forwards and polls bring along themselves."""
    what = "poll" if draft.poll is not None else "forward"
    given: list[tuple[str, object]] = [("content", draft.content), ("fileIds", draft.file_ids)]
    if draft.poll is not None:
        given.append(("forwardOfId", draft.forward_of_id))
    wrong = [FieldError(field, f"must be left out of a {what}") for field, value in given if value]
    if draft.poll is not None and len({one.strip() for one in draft.poll.options}) < len(draft.poll.options):
        wrong.append(FieldError("poll.options", "has the same twice"))
    return wrong


def require_poll(row: MessageRow) -> Poll:
    """The poll that a message is.

    Raises:
        NotPoll: it is none.
    """
    if row.poll is None:
        raise NotPoll
    return row.poll


def require_sound_vote(poll: Poll, chosen: Sequence[int]) -> None:
    """See that these can be chosen together, now.

    Raises:
        PollClosed: nothing can be chosen any more.
        ValidationFailed: names `options`.
    """
    if poll.is_closed:
        raise PollClosed
    if chosen and chosen[-1] >= len(poll.options):
        raise ValidationFailed(details=[FieldError("options", "names an option that there is not")])
    if len(chosen) > 1 and not poll.is_multiple:
        raise ValidationFailed(details=[FieldError("options", "must have at most 1 entry in this poll")])


def require_open_votes(poll: Poll) -> None:
    """Refuse to tell who chose what, where people were promised that nobody is told.

    Raises:
        AnonymousPoll: they were.
    """
    if poll.is_anonymous:
        raise AnonymousPoll


def require_sound_time(send_at: datetime, now: datetime) -> None:
    """Refuse times that have passed, or are further away than anybody plans.

    Raises:
        ValidationFailed: names `sendAt`.
    """
    if send_at <= now:
        raise ValidationFailed(details=[FieldError("sendAt", "must be in the future")])
    if send_at > now + FURTHEST:
        raise ValidationFailed(details=[FieldError("sendAt", "must be within a year")])


def require_forwardable(row: MessageRow) -> None:
    """Refuse to say again what nobody has said, or only their devices can read.

    Raises:
        NotForwardable: it is such.
    """
    if row.kind not in (MessageKind.TEXT, MessageKind.MEDIA):
        raise NotForwardable


def require_sound_edit(row: MessageRow, content: str) -> None:
    """See that a message can become this.

    Raises:
        NotEditable: nobody writes such messages, or somebody else wrote them.
        ValidationFailed: names `content`.
    """
    if row.kind not in (MessageKind.TEXT, MessageKind.MEDIA) or row.forwarded_from is not None:
        raise NotEditable
    if row.kind is MessageKind.TEXT and not is_visible(content):
        raise ValidationFailed(details=[FieldError("content", "must have something to see in it")])
    if len(mentioned(content)) > MAX_MENTIONS:
        raise ValidationFailed(details=[FieldError("content", f"must mention at most {MAX_MENTIONS} people")])


def is_visible(text: str) -> bool:
    """Whether there is more to a text than space and what does not show."""
    return _VISIBLE.search(text) is not None


def mentioned(content: str) -> list[str]:
    """The usernames that a text mentions, in lower case."""
    return sorted({name.rstrip(".").lower() for name in _MENTION.findall(content)})


def hashtags(content: str) -> list[str]:
    """The hashtags of a text, in lower case, in their order."""
    return list(dict.fromkeys(tag.lower() for tag in _HASHTAG.findall(content)))[:MAX_HASHTAGS]


def require_emoji(text: str) -> None:
    """Refuse reactions that are words.

    Raises:
        ValidationFailed: names `emoji`.
    """
    categories = [unicodedata.category(one) for one in text]
    is_emoji = bool(categories) and len(text) <= 16 and categories[0] in _FIRST and _LATER.issuperset(categories[1:])
    if not is_emoji and not _KEYCAP.fullmatch(text):
        raise ValidationFailed(details=[FieldError("emoji", "must be an emoji")])


def require_sound_chat(draft: ChatDraft) -> None:
    """See that a chat can be made so.

    Raises:
        ValidationFailed: names every field that cannot stand.
    """
    wrong: list[FieldError] = []
    if draft.type is ChatKind.PRIVATE:
        if len(draft.member_ids) != 1:
            wrong.append(FieldError("memberIds", "must have exactly 1 entry in a private chat"))
        wrong += [
            FieldError(field, "must be left out of a private chat")
            for field, value in (
                ("name", draft.name),
                ("description", draft.description),
                ("pictureId", draft.picture_id),
            )
            if value is not None
        ]
    elif draft.name is None:
        wrong.append(FieldError("name", "is required"))
    if wrong:
        raise ValidationFailed(details=wrong)


def require_several(standing: Standing) -> None:
    """Refuse what private chats do not have.

    Raises:
        NotInPrivate: it is one.
    """
    if standing.kind is ChatKind.PRIVATE:
        raise NotInPrivate


def require_admin(standing: Standing) -> None:
    """Refuse what plain members may not do.

    Raises:
        NotInPrivate: it is a private chat.
        RoleTooLow: they are neither owner nor admin.
    """
    require_several(standing)
    if standing.role is MemberRole.MEMBER:
        raise RoleTooLow


def require_can_have_picture(standing: Standing) -> None:
    """Those who lead a chat give it its picture; a private one is known by the face of the other.

    Raises:
        ValidationFailed: it is a private chat.
        RoleTooLow: they are neither owner nor admin.
    """
    if standing.kind is ChatKind.PRIVATE:
        raise ValidationFailed(details=[FieldError("pictureId", "must be left out of a private chat")])
    require_admin(standing)


def require_ready(file: FileRow) -> None:
    """Refuse a picture of which there is nothing to show yet.

    Raises:
        PictureNotReady: it is being processed, or somebody looks at it first.
    """
    if file.status is not Status.READY:
        raise PictureNotReady


def require_owner(standing: Standing) -> None:
    """Refuse what only the owner may do.

    Raises:
        NotInPrivate: it is a private chat.
        RoleTooLow: somebody else is the owner.
    """
    require_several(standing)
    if standing.role is not MemberRole.OWNER:
        raise RoleTooLow


def require_above(standing: Standing, role: MemberRole) -> None:
    """Refuse to change somebody who is as high as oneself.

    Raises:
        RoleTooLow: they are.
    """
    require_admin(standing)
    if role is MemberRole.OWNER or (role is MemberRole.ADMIN and standing.role is not MemberRole.OWNER):
        raise RoleTooLow


def require_can_post(standing: Standing) -> None:
    """Refuse to let readers write in a channel.

    Raises:
        ReadersOnly: they are one.
    """
    if not standing.may_post:
        raise ReadersOnly


class _Happened(msgspec.Struct):
    user_ids: list[UUID] = msgspec.field(name="userIds", default_factory=list[UUID])


def told_of(row: MessageRow) -> set[UUID]:
    """Whom a message is from, and those to whom something has happened, where it tells of that."""
    if row.kind is not MessageKind.SYSTEM or not row.content:
        return {row.sender_id}
    return {row.sender_id, *msgspec.json.decode(row.content, type=_Happened).user_ids}


def require_own(row: MessageRow, account_id: UUID) -> None:
    """Refuse to speak for others.

    Raises:
        NotYourMessage: somebody else wrote it.
    """
    if row.sender_id != account_id or row.kind is MessageKind.SYSTEM:
        raise NotYourMessage


def require_deletable(standing: Standing, row: MessageRow, account_id: UUID) -> None:
    """Let people delete what is theirs, and those who lead a chat whatever stands there.

    Raises:
        NotYourMessage: they may not.
    """
    leads = standing.kind is not ChatKind.PRIVATE and standing.role is not MemberRole.MEMBER
    if not leads:
        require_own(row, account_id)


def require_can_pin(standing: Standing) -> None:
    """In a private chat both pin; elsewhere those who lead it.

    Raises:
        RoleTooLow: they are neither owner nor admin.
    """
    if standing.kind is not ChatKind.PRIVATE:
        require_admin(standing)


def require_can_set_lifetime(standing: Standing) -> None:
    """In a private chat both say how long messages stay; elsewhere those who lead it.

    Raises:
        RoleTooLow: they are neither owner nor admin.
    """
    if standing.kind is not ChatKind.PRIVATE:
        require_admin(standing)


def require_there(row: MessageRow) -> None:
    """Refuse to change what is no more.

    Raises:
        MessageDeleted: it has been deleted for all, or has disappeared.
    """
    if is_gone(row, clock.now()):
        raise MessageDeleted


def is_gone(row: MessageRow, now: datetime) -> bool:
    """Whether a message has been deleted, or should have been by now."""
    return row.deleted_at is not None or (row.expires_at is not None and row.expires_at <= now)


def emptied(row: MessageRow) -> MessageRow:
    """What is left of a message that is gone: that there was one."""
    return msgspec.structs.replace(
        row,
        content=None,
        reply_to_id=None,
        hashtags=[],
        deleted_at=row.deleted_at or row.expires_at,
        pinned_at=None,
        file_ids=[],
        mentions=[],
        reactions=[],
        forwarded_from=None,
        poll=None,
        preview=None,
    )


def without(ids: Sequence[UUID], account_id: UUID) -> list[UUID]:
    """These people, each once, without one, in an order that is the same for everybody (locks)."""
    return sorted(set(ids) - {account_id})
