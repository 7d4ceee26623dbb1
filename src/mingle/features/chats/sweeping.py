"""Clearing away messages that are due for it, however many there are."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

from mingle.features.chats.message_queries import Place
from mingle.kernel.db import Tx
from mingle.kernel.resources import Resources

AT_ONCE: Final = 1000


async def sweep(
    resources: Resources,
    find: Callable[[Tx, int], Awaitable[Sequence[Place]]],
    clear: Callable[[Tx, UUID, Sequence[int]], Awaitable[None]],
) -> None:
    """Clear messages until there are none left, each chat's of a batch in a transaction of its own.

    Args:
        resources: the process's.
        find: the next of them, so many at most; without those that have been cleared.
        clear: clears those of a chat with these numbers.
    """
    while True:
        async with resources.db.transaction() as tx:
            places = await find(tx, AT_ONCE)
        by_chat: dict[UUID, list[int]] = defaultdict(list)
        for place in places:
            by_chat[place.chat_id].append(place.pts)
        for chat_id, numbers in by_chat.items():
            async with resources.db.transaction() as tx:
                await clear(tx, chat_id, numbers)
        if len(places) < AT_ONCE:
            return
