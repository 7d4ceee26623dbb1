"""What people point at, as it is at this moment, as far as they see it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from mingle.features import calls, chats, dates, discovery, media, people
from mingle.features.media import Status
from mingle.features.moderation.models import (
    CallEvidence,
    Evidence,
    MessageEvidence,
    PhotoEvidence,
    ProfileEvidence,
    Subject,
    SubjectKind,
)
from mingle.kernel import clock
from mingle.kernel.db import Tx


async def is_there(tx: Tx, viewer_id: UUID, account_id: UUID, requires: Sequence[str]) -> bool:
    """Whether somebody exists for a person: they can come upon them, share a chat, or have blocked them themselves.

    Nobody learns from it of somebody who hides from them, or is gone: a block of one's own lists whom it is of, and a
    chat its members.
    """
    return (
        await discovery.find_counterpart(tx, viewer_id, account_id, requires) is not None
        or await people.has_blocked(tx, viewer_id, account_id)
        or await chats.share_chat(tx, viewer_id, account_id)
    )


async def find(tx: Tx, viewer_id: UUID, account_id: UUID, subject: Subject) -> Evidence | None:
    """What a person points at, of somebody who exists for them; None where they see no such thing."""
    if subject.kind is SubjectKind.PROFILE:
        return await _profile(tx, account_id)
    assert subject.id is not None  # the policy has seen to it
    if subject.kind is SubjectKind.MESSAGE:
        return await _message(tx, viewer_id, account_id, subject.id)
    if subject.kind is SubjectKind.CALL:
        return await _call(tx, viewer_id, account_id, subject.id)
    return await _photo(tx, account_id, subject.id)


async def _profile(tx: Tx, account_id: UUID) -> ProfileEvidence | None:
    profile = await people.find_profile(tx, account_id)
    if profile is None:
        return None
    return ProfileEvidence(
        profile.display_name,
        profile.username,
        profile.gender_description,
        profile.pronouns,
        profile.bio,
        msgspec.to_builtins(profile.prompts),
        await people.list_photos(tx, account_id),
    )


async def _message(tx: Tx, viewer_id: UUID, account_id: UUID, message_id: UUID) -> MessageEvidence | None:
    said = await chats.find_said(tx, viewer_id, message_id, clock.now())
    if said is None or said.sender_id != account_id:
        return None
    return MessageEvidence(said.kind, said.content, said.options, said.file_ids, said.created_at)


async def _call(tx: Tx, viewer_id: UUID, account_id: UUID, call_id: UUID) -> CallEvidence | None:
    call = await calls.find_together(tx, call_id, [viewer_id, account_id])
    if call is None:
        return None
    messages = await dates.list_said(tx, call_id, account_id)
    return CallEvidence(call.kind, call.started_by, call.created_at, call.answered_at, call.ended_at, messages)


async def _photo(tx: Tx, account_id: UUID, file_id: UUID) -> PhotoEvidence | None:
    if not await people.has_file(tx, account_id, file_id):
        return None
    file = await media.find_file(tx, file_id)
    if file is None or file.status is not Status.READY:
        return None
    known = str(file.perceptual_hash) if file.perceptual_hash is not None else None
    return PhotoEvidence(file.kind, file.mime, file.width, file.height, known, file.created_at)
