"""Blocks and hidden times, as presence keeps them."""

from collections.abc import Collection
from uuid import UUID

from mingle.features.people import block_queries
from mingle.kernel.resources import Resources
from mingle.realtime.hub import Hub
from mingle.realtime.presence import Presence


def connect(_hub: Hub, presence: Presence, resources: Resources) -> None:
    """Let presence know who does not exist for whom, and who hides when they were last there."""

    async def may_see(viewer: str, user_ids: Collection[str]) -> Collection[str]:
        wanted = _ids(user_ids)
        async with resources.db.read() as conn:
            blocked = await block_queries.blocked_among(conn, UUID(viewer), list(wanted))
        return [text for one, text in wanted.items() if one not in blocked]

    async def hides_last_seen(user_ids: Collection[str]) -> Collection[str]:
        wanted = _ids(user_ids)
        async with resources.db.read() as conn:
            hiding = await block_queries.hiding_last_seen(conn, list(wanted))
        return [text for one, text in wanted.items() if one in hiding]

    presence.may_see = may_see
    presence.hides_last_seen = hides_last_seen


def _ids(user_ids: Collection[str]) -> dict[UUID, str]:
    """Those that are ids at all; what clients send may be anything."""
    found: dict[UUID, str] = {}
    for text in user_ids:
        try:
            found[UUID(text)] = text
        except ValueError:
            continue
    return found
