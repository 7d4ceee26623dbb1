"""The story of every chat: how it begins and ends, and who is in it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from mingle.features import people
from mingle.features.chats import invite_queries, lifetime_service, picture_service, policy, queries
from mingle.features.chats.errors import ChatFull, OwnerStays
from mingle.features.chats.models import MAX_MEMBERS, ChatChange, ChatDraft, ChatKind, MemberRole, OfChat, Standing
from mingle.features.chats.room_service import entered, let_go, let_hear, say
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound


async def open_chat(tx: Tx, actor: Actor, draft: ChatDraft, requires: Sequence[str]) -> UUID:
    """Begin a chat; of two people there is one private chat, whoever begins it. Its id.

    Raises:
        ValidationFailed: it cannot be so.
        NotFound: the actor may not see one of those people.
        NotFound, FileNotAccepted, WrongKind, PictureNotReady: the file cannot be its picture.
    """
    policy.require_sound_chat(draft)
    others = policy.without(draft.member_ids, actor.id)
    if draft.type is ChatKind.PRIVATE:
        return await _open_private(tx, actor, draft, others, requires)
    await _require_visible(tx, actor, others, requires)
    if draft.picture_id is not None:
        await picture_service.require_usable(tx, actor, draft.picture_id)
    chat_id = await queries.insert_chat(tx, draft, None, clock.now())
    assert chat_id is not None
    await queries.insert_members(tx, chat_id, [actor.id], MemberRole.OWNER, clock.now())
    await queries.insert_members(tx, chat_id, others, MemberRole.MEMBER, clock.now())
    await say(tx, actor, chat_id, {"event": "created", "name": draft.name})
    for account_id in (actor.id, *others):
        let_hear(tx, chat_id, account_id)
    return chat_id


async def _open_private(
    tx: Tx, actor: Actor, draft: ChatDraft, others: Sequence[UUID], requires: Sequence[str]
) -> UUID:
    pair = policy.pair_of(actor.id, others[0] if others else actor.id)
    chat_id = await queries.find_pair(tx, pair)
    if chat_id is None:
        await _require_visible(tx, actor, others, requires)
        chat_id = await queries.insert_chat(tx, draft, pair, clock.now())
        if chat_id is not None:
            await queries.insert_members(tx, chat_id, [actor.id, *others], MemberRole.MEMBER, clock.now())
            for account_id in (actor.id, *others):
                let_hear(tx, chat_id, account_id)
            return chat_id
        chat_id = await queries.find_pair(tx, pair)  # the other one was faster
    if chat_id is None or await queries.find_standing(tx, actor.id, chat_id) is None:
        raise NotFound
    return chat_id


async def change_chat(tx: Tx, actor: Actor, chat_id: UUID, change: ChatChange) -> None:
    """Give a chat another name, description or picture, or say how long its messages stay.

    Raises:
        NotFound: there is no such chat for the actor.
        NotInPrivate, RoleTooLow: the actor may not.
        As `picture_service.set_picture`.
    """
    standing = await entered(tx, actor, chat_id)
    if change.message_lifetime is not msgspec.UNSET:
        await lifetime_service.set_lifetime(tx, actor, standing, change.message_lifetime)
    if change.picture_id is not msgspec.UNSET:
        await picture_service.set_picture(tx, actor, standing, change.picture_id)
    if change.name is not msgspec.UNSET or change.description is not msgspec.UNSET:
        await _describe(tx, actor, standing, change)


async def _describe(tx: Tx, actor: Actor, standing: Standing, change: ChatChange) -> None:
    policy.require_admin(standing)
    name = standing.name if change.name is msgspec.UNSET else change.name
    description = standing.description if change.description is msgspec.UNSET else change.description or None
    if (name, description) == (standing.name, standing.description):
        return
    await queries.update_chat(tx, standing.chat_id, name, description)
    happened: dict[str, Any] = {"event": "described"}
    if name != standing.name:
        happened = {"event": "renamed", "name": name}
    await say(tx, actor, standing.chat_id, happened)


async def delete_chat(tx: Tx, actor: Actor, chat_id: UUID) -> None:
    """End a group or channel for everybody; empty a private chat for the actor alone, until something new comes.

    Raises:
        NotFound: there is no such chat for the actor.
        RoleTooLow: somebody else is the owner.
    """
    standing = await entered(tx, actor, chat_id)
    if standing.kind is ChatKind.PRIVATE:
        await queries.clear(tx, actor.id, chat_id)
        tx.emit(f"user:{actor.id}", "chat:removed", OfChat(chat_id))
        return
    policy.require_owner(standing)
    await _end(tx, chat_id)


async def add_members(
    tx: Tx, actor: Actor, chat_id: UUID, account_ids: Sequence[UUID], requires: Sequence[str]
) -> None:
    """Let people in; those who are in already stay as they are.

    Raises:
        NotFound: there is no such chat for the actor, or the actor may not see one of those people.
        NotInPrivate, RoleTooLow: the actor may not.
        ChatFull: there is no room for so many.
    """
    standing = await entered(tx, actor, chat_id)
    policy.require_admin(standing)
    there = await queries.members_among(tx, chat_id, account_ids)
    new = policy.without([one for one in account_ids if one not in there], actor.id)
    if not new:
        return
    if standing.kind is ChatKind.GROUP and standing.member_count + len(new) > MAX_MEMBERS:
        raise ChatFull
    await _require_visible(tx, actor, new, requires)
    await invite_queries.readmit(tx, chat_id, new)
    await queries.insert_members(tx, chat_id, new, MemberRole.MEMBER, clock.now())
    for account_id in new:
        let_hear(tx, chat_id, account_id)
    await say(tx, actor, chat_id, {"event": "added", "userIds": [str(one) for one in new]})


async def remove_member(tx: Tx, actor: Actor, chat_id: UUID, account_id: UUID) -> None:
    """Put somebody out, or leave oneself. With its last member a chat ends.

    Raises:
        NotFound: there is no such chat for the actor, or no such member.
        NotInPrivate, RoleTooLow: the actor may not.
        OwnerStays: the owner would leave others behind.
    """
    standing, role = await _with_member(tx, actor, chat_id, account_id)
    if account_id != actor.id:
        policy.require_above(standing, role)
        await invite_queries.exclude(tx, chat_id, account_id, clock.now())
        happened: dict[str, Any] = {"event": "removed", "userIds": [str(account_id)]}
    else:
        policy.require_several(standing)
        if standing.member_count == 1:
            await _end(tx, chat_id)
            return
        if role is MemberRole.OWNER:
            raise OwnerStays
        happened = {"event": "left"}
    await say(tx, actor, chat_id, happened)
    await queries.delete_member(tx, chat_id, account_id)
    let_go(tx, chat_id, account_id)


async def set_role(tx: Tx, actor: Actor, chat_id: UUID, account_id: UUID, role: MemberRole) -> None:
    """Let somebody do more, or less. Who makes another the owner is an admin from then on.

    Raises:
        NotFound: there is no such chat for the actor, or no such member.
        NotInPrivate, RoleTooLow: the actor is not the owner.
        OwnerStays: the owner would have none after them.
    """
    standing, before = await _with_member(tx, actor, chat_id, account_id)
    policy.require_owner(standing)
    if before is role:
        return
    if account_id == actor.id:
        raise OwnerStays
    await queries.set_role(tx, chat_id, account_id, role)
    if role is MemberRole.OWNER:
        await queries.set_role(tx, chat_id, actor.id, MemberRole.ADMIN)
    await say(tx, actor, chat_id, {"event": "role", "userIds": [str(account_id)], "role": role})


async def _with_member(tx: Tx, actor: Actor, chat_id: UUID, account_id: UUID) -> tuple[Standing, MemberRole]:
    standing = await entered(tx, actor, chat_id)
    role = await queries.find_role(tx, chat_id, account_id)
    if role is None:
        raise NotFound
    return standing, role


async def _end(tx: Tx, chat_id: UUID) -> None:
    for account_id in await queries.list_member_ids(tx, chat_id):
        let_go(tx, chat_id, account_id)
    await queries.delete_chat(tx, chat_id)


async def _require_visible(tx: Tx, actor: Actor, account_ids: Sequence[UUID], requires: Sequence[str]) -> None:
    """Only people whom the actor may come upon can be written to out of nowhere."""
    if account_ids and await people.visible_among(tx, actor.id, account_ids, requires) != set(account_ids):
        raise NotFound
