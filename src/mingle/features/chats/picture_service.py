"""The story of the picture of a group or channel."""

from uuid import UUID

from mingle.features import media
from mingle.features.chats import picture_queries, policy, queries
from mingle.features.chats.models import Standing
from mingle.features.chats.room_service import say, tell_changed
from mingle.features.media import Kind
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


async def set_picture(tx: Tx, actor: Actor, standing: Standing, picture_id: UUID | None) -> None:
    """Give a chat, whose lock is held, another picture, or take it away. The file before goes with the next sweep.

    Raises:
        ValidationFailed: private chats have none.
        RoleTooLow: the actor may not.
        NotFound, FileNotAccepted, WrongKind, PictureNotReady: the file cannot be the picture.
    """
    policy.require_can_have_picture(standing)
    if picture_id == await picture_queries.find_picture(tx, standing.chat_id):
        return
    if picture_id is not None:
        await require_usable(tx, actor, picture_id)
    await picture_queries.set_picture(tx, standing.chat_id, picture_id)
    await say(tx, actor, standing.chat_id, {"event": "unpictured" if picture_id is None else "pictured"})


async def require_usable(tx: Tx, actor: Actor, file_id: UUID) -> None:
    """See that a file can be the picture of a chat; it is locked, so that it stays until that is written.

    Raises:
        NotFound: there is none, or it is somebody else's.
        FileNotAccepted, WrongKind: it was rejected, or is no image.
        PictureNotReady: there is nothing to show of it yet.
    """
    policy.require_ready(await media.require_own(tx, actor.id, file_id, {Kind.IMAGE}))


async def show_again(tx: Tx, chat_id: UUID) -> None:
    """Tell a chat that its picture can be shown again, or no more."""
    if await queries.lock_chat(tx, chat_id):
        await tell_changed(tx, None, chat_id)
