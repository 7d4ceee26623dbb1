"""What every change of a call begins with, and how it is kept and told."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec
from psycopg.errors import UniqueViolation

from mingle.features import chats, people
from mingle.features.calls import manners, queries, views
from mingle.features.calls.errors import InAnotherCall
from mingle.features.calls.manners import Change, Entered
from mingle.features.calls.models import Call, CallPerson, Held, Note
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn, Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer

NOTES: Final = "~calls"
"""Where processes tell each other who is in a call."""


class Kept(msgspec.Struct):
    """A call as it is from now on."""

    call: Call
    note: Note


async def entered(tx: Tx, call_id: UUID, *, has_chat: bool | None = None) -> Entered | None:
    """A call that nobody else changes until this transaction ends; None where there is none.

    Its chat is locked first, since the end of the call is written there; `has_chat` is False where it is known that
    there is none.
    """
    if has_chat is False:
        return await _locked(tx, call_id)
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
    manner = manners.manner_of(held.call.purpose)
    await manner.tell(tx, Change(inside, told, known, accepted_by, writes_line))
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
    changed = [one for account_id, one in sorted(held.members.items()) if one != inside.before.get(account_id)]
    try:
        if inside.call_before is None:
            await queries.insert_call(tx, held.call, changed)
        elif held.call != inside.call_before:
            await queries.update_call(tx, held.call, changed)
        elif changed:
            await queries.upsert_members(tx, held.call.id, changed)
    except UniqueViolation as error:
        if error.diag.table_name != "call_members":
            raise
        raise InAnotherCall from error
