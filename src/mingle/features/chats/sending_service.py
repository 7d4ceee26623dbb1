"""What comes in to be sent: now, or when its time has come."""

from mingle.features.chats import message_service, schedule_service
from mingle.features.chats.models import Message, MessageDraft
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.security import Signer


async def send(tx: Tx, signer: Signer, actor: Actor, draft: MessageDraft) -> Message:
    """Send a message, or keep it until its `send_at`. The same draft again is the same message.

    Raises:
        ValidationFailed: names what cannot be sent.
        NotFound: there is no such chat, no such message to forward, or a file is not the actor's.
        ReadersOnly: the actor may not write in this channel.
        ClientIdReused: another message has this client id.
        MessageDeleted, NotForwardable: what is to be forwarded cannot be.
        TooManyScheduled: as many wait as may.
    """
    if draft.send_at is not None:
        return await schedule_service.schedule(tx, signer, actor, draft)
    return await message_service.send(tx, signer, actor, draft)
