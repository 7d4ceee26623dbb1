"""What every change of a call begins with, and how it is kept and told."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec
from psycopg.errors import UniqueViolation

from mingle.features import chats, people
from mingle.features.calls import queries, views
from mingle.features.calls.errors import InAnotherCall
from mingle.features.calls.models import (
    AcceptedTold,
    Call,
    CallPerson,
    CallRow,
    CallState,
    EndedTold,
    Held,
    IncomingTold,
    MemberRow,
    MemberState,
    Note,
    UpdatedTold,
)
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn, Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer

NOTES: Final = "~calls"
"""Where processes tell each other who is in a call."""
_UNSEEN: Final = {"seen_at": None, "due_at": None}
"""What of a member changes with each sign of life, and is nobody's news."""


class Entered(msgspec.Struct):
    """A call under its lock: as the machine changes it, and as it was."""

    held: Held
    before: dict[UUID, MemberRow]
    call_before: CallRow | None

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to tell."""
        if self.held.call != self.call_before or self.held.members.keys() != self.before.keys():
            return True
        return any(_seen(one) != _seen(self.before[account_id]) for account_id, one in self.held.members.items())


class Kept(msgspec.Struct):
    """A call as it is from now on."""

    call: Call
    note: Note


async def entered(tx: Tx, call_id: UUID) -> Entered | None:
    """A call that nobody else changes until this transaction ends; None where there is none.

    Its chat is locked first, since the end of the call is written there.
    """
    found = await queries.find_whereabouts(tx, call_id)
    if found is None:
        return None
    if found.chat_id is not None:
        await chats.lock_chat(tx, found.chat_id)
    return await _locked(tx, call_id)


async def entered_as(tx: Tx, actor: Actor, call_id: UUID) -> Entered:
    """The same for somebody.

    Raises:
        NotFound: there is no such call for them.
    """
    found = await queries.find_whereabouts(tx, call_id)
    if found is None:
        raise NotFound
    if found.chat_id is not None:
        await chats.entered(tx, actor, found.chat_id)
    inside = await _locked(tx, call_id)
    if inside is None or (found.chat_id is None and actor.id not in inside.held.members):
        raise NotFound
    return inside


async def _locked(tx: Tx, call_id: UUID) -> Entered | None:
    call = await queries.lock_call(tx, call_id)
    if call is None:
        return None
    members = {one.account_id: one for one in await queries.lock_members(tx, call_id)}
    before = {account_id: msgspec.structs.replace(one) for account_id, one in members.items()}
    return Entered(Held(call, members), before, msgspec.structs.replace(call))


async def keep(
    tx: Tx,
    signer: Signer | None,
    inside: Entered,
    *,
    accepted_by: UUID | None = None,
    writes_line: bool = True,
) -> Kept:
    """Write what the machine has made of a call, and tell everybody whom it concerns.

    Args:
        tx: in which it is locked.
        signer: signs the pictures of those in it; without one they are told without pictures.
        inside: the call.
        accepted_by: who has come into it by this change.
        writes_line: whether its end is to stand in its chat.

    Raises:
        InAnotherCall: who has joined is in another one.
    """
    held = inside.held
    is_new, is_changed = inside.call_before is None, inside.is_changed
    if is_changed and not is_new:
        held.call.version += 1
    await _write(tx, inside)
    known = await known_people(tx, signer, held.call.started_by, held.members)
    told, note = views.call(held, known), views.note(held)
    if not is_changed:
        return Kept(told, note)
    tx.emit(NOTES, "note", note)  # first: whoever hears the rest may speak to the new ones at once
    if is_new:
        _tell_new(tx, held, told, known)
    else:
        _tell_changed(tx, held, told, accepted_by)
    if held.call.is_open and held.call.chat_id is not None:
        tx.emit(chats.room(held.call.chat_id), "call:updated", UpdatedTold(told))
    if held.call.state is CallState.ENDED and writes_line:
        await _write_line(tx, told)
    return Kept(told, note)


async def keep_if_changed(tx: Tx, signer: Signer | None, inside: Entered) -> bool:
    """The same for what time or connections have done, which is mostly nothing; whether it was anything."""
    if inside.is_changed:
        await keep(tx, signer, inside)
        return True
    return False


async def known_people(
    conn: Conn, signer: Signer | None, viewer_id: UUID | None, account_ids: Iterable[UUID]
) -> dict[UUID, CallPerson]:
    """These people as a call shows them."""
    ids = sorted(account_ids)
    if not ids:
        return {}
    faces = await people.faces(conn, signer, viewer_id or ids[0], ids) if signer is not None else {}
    return views.people(await queries.list_people(conn, ids), faces)


async def _write(tx: Tx, inside: Entered) -> None:
    held = inside.held
    if inside.call_before is None:
        await queries.insert_call(tx, held.call)
    elif held.call != inside.call_before:
        await queries.update_call(tx, held.call)
    changed = [one for account_id, one in sorted(held.members.items()) if one != inside.before.get(account_id)]
    if changed:
        try:
            await queries.upsert_members(tx, held.call.id, changed)
        except UniqueViolation as error:
            raise InAnotherCall from error


def _tell_new(tx: Tx, held: Held, told: Call, known: dict[UUID, CallPerson]) -> None:
    """Ring wherever it rings; the caller's other devices learn of it as well."""
    caller = known.get(told.started_by) if told.started_by is not None else None
    incoming = IncomingTold(told.id, told.chat_id, caller, told.kind, told)
    for member in held.members.values():
        room = f"user:{member.account_id}"
        if member.state is MemberState.RINGING:
            tx.emit(room, "call:incoming", incoming)
        elif member.state is not MemberState.BUSY and told.state is CallState.ENDED:
            tx.emit(room, "call:ended", _ended(told))
        elif member.state is not MemberState.BUSY:
            tx.emit(room, "call:updated", UpdatedTold(told))


def _tell_changed(tx: Tx, held: Held, told: Call, accepted_by: UUID | None) -> None:
    """Tell all devices of everybody who has heard of a call; who was busy has not."""
    event: tuple[str, Any] = "call:updated", UpdatedTold(told)
    if told.state is CallState.ENDED:
        event = "call:ended", _ended(told)
    elif accepted_by is not None:
        event = "call:accepted", AcceptedTold(told.id, accepted_by, told)
    for member in held.members.values():
        if member.state is not MemberState.BUSY:
            tx.emit(f"user:{member.account_id}", *event)


def _ended(told: Call) -> EndedTold:
    assert told.reason is not None
    return EndedTold(told.id, told.reason, told.duration_seconds, told)


async def _write_line(tx: Tx, told: Call) -> None:
    """Let a line stand in the chat, from who had called."""
    if told.chat_id is None or told.started_by is None:
        return
    line = {
        "event": "call",
        "callId": str(told.id),
        "kind": told.kind,
        "reason": told.reason,
        "seconds": told.duration_seconds,
    }
    await chats.say_in(tx, told.started_by, told.chat_id, line)


def _seen(member: MemberRow) -> MemberRow:
    return msgspec.structs.replace(member, **_UNSEEN)
