"""What may be uploaded, who may see it, and for how long a link to it is good."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mingle.features.media.errors import EmptyFile, FileNotAccepted, FileTooLarge, WrongKind
from mingle.features.media.models import Draft, FileRow, Purpose, Status
from mingle.features.media.processing import Declared, Kind, Limits
from mingle.kernel.actor import Actor, Role
from mingle.kernel.errors import FieldError, Forbidden, NotFound, ValidationFailed
from mingle.kernel.ratelimit import RateLimit
from mingle.settings import Settings

UPLOAD_LIMIT = RateLimit("uploads", "300/hour", counts="shared", fails="open")
READ_LIMIT = RateLimit("file_reads", "3000/10 seconds", counts="local", fails="open")
UPLOAD_LIFETIME = timedelta(days=1)
UNUSED_LIFETIME = timedelta(days=1)
ORPHAN_AGE = timedelta(days=1)
ABANDONED_AGE = timedelta(hours=1)
NAME_MAX_LENGTH = 200
MIME_MAX_LENGTH = 100
HEAD_BYTES = 4096
"""With so many of its first bytes it is clear what a file is."""

_LINK_STEP = timedelta(minutes=30)
_PRIVATE_LINK_STEP = timedelta(seconds=150)
# Control characters, separators of lines and folders, marks that turn the direction of text, halves of characters.
_NO_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,57}")

_PICTURES = frozenset({Kind.IMAGE})


@dataclass(frozen=True)
class _Rule:
    kinds: frozenset[Kind]
    is_public: bool = False
    is_uploaded: bool = True
    link_step: timedelta = _LINK_STEP
    """A link is good for one to two of these."""


_RULES = {
    Purpose.ATTACHMENT: _Rule(frozenset(Kind)),
    Purpose.PHOTO: _Rule(_PICTURES),
    Purpose.VIDEO: _Rule(frozenset({Kind.VIDEO})),
    Purpose.VOICE: _Rule(frozenset({Kind.VOICE})),
    Purpose.VERIFICATION: _Rule(frozenset({Kind.IMAGE, Kind.VIDEO}), link_step=_PRIVATE_LINK_STEP),
    Purpose.EMBLEM: _Rule(_PICTURES, is_public=True),
    Purpose.EXPORT: _Rule(frozenset({Kind.FILE}), is_uploaded=False, link_step=_PRIVATE_LINK_STEP),
    Purpose.PREVIEW: _Rule(_PICTURES, is_uploaded=False),
}


def make_draft(*, purpose: str, kind: str, name: str, mime: str) -> Draft:
    """What somebody says of a file, as far as it is any use: a name that is harmless to show, a type that is one.

    Raises:
        ValidationFailed: the purpose or the kind is none; it names each bad field.
    """
    wrong: list[FieldError] = []
    purposes = [one for one, rule in _RULES.items() if rule.is_uploaded]
    if purpose and purpose not in purposes:
        wrong.append(FieldError("purpose", f"must be one of {', '.join(purposes)}"))
    if kind not in ("", Kind.VOICE):
        wrong.append(FieldError("kind", "must be voice, or be left out: the content tells"))
    if wrong:
        raise ValidationFailed(details=wrong)
    chosen = Purpose(purpose) if purpose else Purpose.ATTACHMENT
    said = mime.partition(";")[0].strip().lower()
    return Draft(
        purpose=chosen,
        name=clean_name(name),
        mime=said if _MIME.fullmatch(said) else "",
        is_voice=kind == Kind.VOICE or chosen is Purpose.VOICE,
    )


def clean_name(name: str) -> str:
    """A file's name as it is shown and saved: without folders, and without characters that deceive."""
    last = re.split(r"[/\\]", name)[-1]
    cleaned = _NO_NAME.sub("", last).strip(" .")
    if len(cleaned) > NAME_MAX_LENGTH:
        stem, dot, ending = cleaned.rpartition(".")
        keep = NAME_MAX_LENGTH - len(ending) - 1
        cleaned = f"{stem[:keep]}.{ending}" if dot and keep > NAME_MAX_LENGTH // 2 else cleaned[:NAME_MAX_LENGTH]
    return cleaned or "file"


def limits(settings: Settings) -> Limits:
    """How much a file may be, as the operator says."""
    return Limits(
        image_bytes=settings.upload_image_bytes,
        video_bytes=settings.upload_video_bytes,
        audio_bytes=settings.upload_audio_bytes,
        file_bytes=settings.upload_file_bytes,
    )


def most_bytes(purpose: Purpose, limits: Limits, kind: Kind | None = None) -> int:
    """How large a file for this purpose may be, of that kind or of whichever it turns out to be."""
    by_kind = {
        Kind.IMAGE: limits.image_bytes,
        Kind.VIDEO: limits.video_bytes,
        Kind.AUDIO: limits.audio_bytes,
        Kind.VOICE: limits.audio_bytes,
        Kind.FILE: limits.file_bytes,
    }
    return by_kind[kind] if kind is not None else max(by_kind[one] for one in _RULES[purpose].kinds)


def require_size(purpose: Purpose, limits: Limits, size: int, kind: Kind | None = None) -> None:
    """See that a file is neither empty nor too large.

    Raises:
        EmptyFile: it has no bytes.
        FileTooLarge: it has too many.
    """
    if size == 0:
        raise EmptyFile
    most = most_bytes(purpose, limits, kind)
    if size > most:
        raise FileTooLarge(most)


def require_kind(purpose: Purpose, kind: Kind) -> None:
    """See that a file's content is of a kind that is taken for this purpose.

    Raises:
        WrongKind: it is not.
    """
    if kind not in _RULES[purpose].kinds:
        raise WrongKind


def declared(row: FileRow, *, is_voice: bool) -> Declared:
    """What processing is told of a file."""
    return Declared(row.name, row.mime, is_voice=is_voice, kinds=_RULES[row.purpose].kinds)


def is_public(purpose: Purpose) -> bool:
    """Whether files for this purpose are anybody's to see."""
    return _RULES[purpose].is_public


def link_expiry(purpose: Purpose, now: datetime) -> int:
    """Until when a link that is made now is good, in seconds since 1970.

    It is rounded, so that a link stays the same for half of its life and browsers find what they have already.
    """
    step = int(_RULES[purpose].link_step.total_seconds())
    return (int(now.timestamp()) // step + 2) * step


def require_visible(file: FileRow | None, viewer_id: UUID, *, is_vouched: bool) -> FileRow:
    """The file, if this person may know of it.

    Raises:
        NotFound: they may not: it is somebody else's, and no feature shows it to them, or it was not accepted.
    """
    if file is None:
        raise NotFound
    if file.owner_id == viewer_id:
        return file
    if not is_vouched or file.status in (Status.REJECTED, Status.HELD):
        raise NotFound
    return file


def require_moderator(actor: Actor) -> None:
    """Refuse everybody but moderators and admins.

    Raises:
        Forbidden: the actor is neither, or has not shown a second factor.
    """
    if actor.role is Role.USER:
        raise Forbidden


def require_usable(file: FileRow | None, owner_id: UUID, kinds: Collection[Kind]) -> FileRow:
    """The file, if its owner may put it to a use that takes these kinds.

    Raises:
        NotFound: there is none, or it is somebody else's.
        FileNotAccepted: it was rejected.
        WrongKind: it is of another kind.
    """
    if file is None or file.owner_id != owner_id:
        raise NotFound
    if file.status is Status.REJECTED:
        raise FileNotAccepted
    if file.kind not in kinds:
        raise WrongKind
    return file
