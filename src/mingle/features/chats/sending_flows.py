"""Sending as people do it: most messages are plain, and go with those of others."""

from mingle.features.chats import plain_service, policy, sending_service
from mingle.features.chats.models import Message, MessageDraft
from mingle.features.chats.plain_service import Outgoing
from mingle.kernel.actor import Actor
from mingle.kernel.resources import Resources


async def send(resources: Resources, actor: Actor, draft: MessageDraft) -> Message:
    """Send a message, or keep it until its `send_at`, as `sending_service.send`; committed when this returns."""
    policy.require_sound_draft(draft)
    if plain_service.is_plain(draft):
        sent = await resources.db.together(plain_service.send_together, Outgoing(actor, draft))
        if sent is not None:
            return sent
    async with resources.db.transaction() as tx:
        return await sending_service.send(tx, resources.signer, actor, draft)
