"""The story of a private chat that begins because two people have found each other, and ends with that."""

from typing import NamedTuple
from uuid import UUID

from mingle.features.chats import pair_queries, policy, queries
from mingle.features.chats.room_service import let_go, let_hear
from mingle.kernel import clock
from mingle.kernel.db import Tx


class OpenedPair(NamedTuple):
    """The private chat of two people."""

    chat_id: UUID
    is_new: bool
    """Whether nobody has written there yet, since it was made in this transaction."""


async def open_pair(tx: Tx, one_id: UUID, other_id: UUID) -> OpenedPair:
    """The private chat of two people, made if there is none; where theirs was closed, a new one.

    Whether they may write to each other is for the caller to know.
    """
    pair = policy.pair_of(one_id, other_id)
    chat_id = await _made(tx, pair, one_id, other_id)
    if chat_id is not None:
        return OpenedPair(chat_id, is_new=True)
    chat_id = await queries.find_pair(tx, pair)
    assert chat_id is not None
    if await queries.list_member_ids(tx, chat_id):
        return OpenedPair(chat_id, is_new=False)
    await pair_queries.release_pair(tx, chat_id)
    chat_id = await _made(tx, pair, one_id, other_id)
    assert chat_id is not None  # the row of the old one is locked until here
    return OpenedPair(chat_id, is_new=True)


async def _made(tx: Tx, pair: UUID, one_id: UUID, other_id: UUID) -> UUID | None:
    """A new private chat; None where the two have one."""
    chat_id = await pair_queries.insert_pair(tx, pair, [one_id, other_id], clock.now())
    if chat_id is not None:
        for account_id in (one_id, other_id):
            let_hear(tx, chat_id, account_id)
    return chat_id


async def close_pair(tx: Tx, chat_id: UUID) -> None:
    """Let a private chat be gone for both, for good. What was written stays in the database, for moderators.

    That it is there keeps either of them from beginning another one: `open_pair` does, once they may.
    """
    if not await queries.lock_chat(tx, chat_id):
        return
    for account_id in await queries.list_member_ids(tx, chat_id):
        await queries.delete_member(tx, chat_id, account_id)
        let_go(tx, chat_id, account_id)


async def lock_pair(tx: Tx, one_id: UUID, other_id: UUID) -> None:
    """Order all that happens in the private chat of two people, if they have one, until this transaction ends."""
    chat_id = await queries.find_pair(tx, policy.pair_of(one_id, other_id))
    if chat_id is not None:
        await queries.lock_chat(tx, chat_id)
