"""The story of every message: how it is sent, and what becomes of it."""

from uuid import UUID

from mingle.features import media
from mingle.features.chats import message_queries, policy, poll_queries, preview_service, views
from mingle.features.chats.edited_service import record, tell_edited
from mingle.features.chats.errors import ClientIdReused, TooManyReactions
from mingle.features.chats.event_models import DeletionTold, HiddenTold, MessageTold, ReactionTold
from mingle.features.chats.forwarding import taken_along
from mingle.features.chats.message_queries import NewMessage, Place
from mingle.features.chats.models import Message, MessageChange, MessageDraft, MessageKind, MessageRow, Standing
from mingle.features.chats.room_service import entered, room
from mingle.features.media import Kind
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed
from mingle.kernel.security import Signer


async def send(tx: Tx, signer: Signer, actor: Actor, draft: MessageDraft, digest: bytes | None = None) -> Message:
    """Write a message as the next change of its chat; the same draft again is the same message.

    Args:
        tx: in which it is written.
        signer: signs the links to its files.
        actor: who sends it.
        draft: what is sent, at once: what is to wait goes through `sending_service`.
        digest: of what was sent at first, where that is not this draft.

    Raises:
        ValidationFailed: names what cannot be sent.
        NotFound: there is no such chat, no such message to forward, or a file is not the actor's.
        MessageDeleted, NotForwardable: what is to be forwarded cannot be.
        ReadersOnly: the actor may not write in this channel.
        ClientIdReused: another message has this client id.
    """
    assert draft.send_at is None
    policy.require_sound_draft(draft)
    standing = await entered(tx, actor, draft.chat_id)
    digest = digest or policy.digest(draft)
    earlier = await message_queries.find_earlier(tx, draft.chat_id, actor.id, draft.client_id)
    if earlier is not None:
        if earlier.digest != digest:
            raise ClientIdReused
        return await _sent(tx, signer, actor, Place(draft.chat_id, earlier.pts))
    policy.require_can_post(standing)
    pts = await _write(tx, actor, draft, digest)
    message = await _shown(tx, signer, actor, Place(draft.chat_id, pts))
    tx.emit(room(draft.chat_id), "message:new", MessageTold(draft.chat_id, pts, message))
    return message


async def _write(tx: Tx, actor: Actor, draft: MessageDraft, digest: bytes) -> int:
    for file_id in sorted(draft.file_ids):
        await media.require_own(tx, actor.id, file_id, set(Kind))
    if draft.reply_to_id is not None and not await message_queries.is_in_chat(tx, draft.chat_id, draft.reply_to_id):
        raise ValidationFailed(details=[FieldError("replyToId", "is no message of this chat")])
    new = NewMessage(
        sender_id=actor.id,
        client_id=draft.client_id,
        digest=digest,
        kind=MessageKind.MEDIA if draft.file_ids else MessageKind.TEXT,
        content=draft.content,
        reply_to_id=draft.reply_to_id,
        hashtags=policy.hashtags(draft.content),
        is_silent=draft.is_silent,
        now=clock.now(),
    )
    file_ids = draft.file_ids
    if draft.forward_of_id is not None:
        forward = await taken_along(tx, actor, draft.forward_of_id)
        new.forward_of_id, new.forwarded_from_id = forward.of_id, forward.author.id
        new.content, new.hashtags, file_ids = forward.content, forward.hashtags, forward.file_ids
        new.kind = MessageKind.MEDIA if file_ids else MessageKind.TEXT
    if draft.poll is not None:
        new.kind, new.content = MessageKind.POLL, draft.poll.question
    pts = await message_queries.insert_message(tx, draft.chat_id, new)
    if draft.poll is not None:
        await poll_queries.insert_poll(tx, Place(draft.chat_id, pts), draft.poll)
    if file_ids:
        await message_queries.insert_files(tx, draft.chat_id, pts, file_ids)
    names = policy.mentioned(draft.content)
    if names:
        await message_queries.insert_mentions(tx, Place(draft.chat_id, pts), names)
    if draft.poll is None and not draft.no_preview:
        await preview_service.link(tx, actor, Place(draft.chat_id, pts), new.content)
    return pts


async def edit(tx: Tx, signer: Signer, actor: Actor, message_id: UUID, change: MessageChange) -> Message:
    """Write other words into one's own message, or let it show the page that it links to, or not.

    Raises:
        NotFound: there is no such message for the actor.
        NotYourMessage, MessageDeleted, NotEditable, ValidationFailed: it cannot become this.
    """
    _, row, place = await found(tx, actor, message_id)
    policy.require_own(row, actor.id)
    policy.require_there(row)
    content = change.content
    policy.require_sound_edit(row, content)
    shows_another = await preview_service.link_again(
        tx, actor, place, (row.content, content), no_preview=change.no_preview
    )
    if content == row.content and not shows_another:
        return await _shown(tx, signer, actor, place)
    changed = await record(tx, actor.id, place, "message:edited")
    if content == row.content:
        return await tell_edited(tx, signer, await _read(tx, actor, place), changed)
    await message_queries.edit_message(tx, place, content, policy.hashtags(content), changed, clock.now())
    await message_queries.delete_mentions(tx, place)
    await message_queries.insert_mentions(tx, place, policy.mentioned(content))
    return await tell_edited(tx, signer, await _read(tx, actor, place), changed)


async def pin(tx: Tx, signer: Signer, actor: Actor, message_id: UUID, *, is_pinned: bool) -> Message:
    """Pin a message for everybody in its chat, or take the pin away.

    Raises:
        NotFound: there is no such message for the actor.
        MessageDeleted, RoleTooLow: it cannot be done.
    """
    standing, row, place = await found(tx, actor, message_id)
    policy.require_can_pin(standing)
    policy.require_there(row)
    if (row.pinned_at is not None) == is_pinned:
        return await _shown(tx, signer, actor, place)
    changed = await record(tx, actor.id, place, "message:edited")
    await message_queries.set_pinned(tx, place, is_pinned=is_pinned, now=clock.now())
    return await tell_edited(tx, signer, await _read(tx, actor, place), changed)


async def delete(tx: Tx, actor: Actor, message_id: UUID) -> None:
    """Leave nothing of a message, for everybody. Again is no error.

    Raises:
        NotFound: there is no such message for the actor.
        NotYourMessage: they may not.
    """
    standing, row, place = await found(tx, actor, message_id)
    policy.require_deletable(standing, row, actor.id)
    if row.deleted_at is not None:
        return
    changed = await record(tx, actor.id, place, "message:deleted")
    await message_queries.empty_message(tx, place, clock.now())
    tx.emit(room(place.chat_id), "message:deleted", DeletionTold(place.chat_id, changed, message_id))


async def hide(tx: Tx, actor: Actor, message_id: UUID) -> None:
    """Delete a message for the actor alone, on all of their devices.

    Raises:
        NotFound: there is no such message for the actor.
    """
    _, _, place = await found(tx, actor, message_id)
    await message_queries.hide_message(tx, actor.id, place)
    tx.emit(f"user:{actor.id}", "message:hidden", HiddenTold(place.chat_id, message_id))


async def react(tx: Tx, actor: Actor, message_id: UUID, emoji: str, *, on: bool) -> None:
    """React to a message, or take that back. Again is no error, and no event.

    Raises:
        ValidationFailed: it is no emoji.
        NotFound: there is no such message for the actor.
        MessageDeleted, TooManyReactions: it cannot be done.
    """
    policy.require_emoji(emoji)
    _, row, place = await found(tx, actor, message_id)
    policy.require_there(row)
    own = await message_queries.list_own_reactions(tx, actor.id, place)
    if (emoji in own) == on:
        return
    if on and len(own) >= policy.MAX_REACTIONS_EACH:
        raise TooManyReactions
    if on:
        await message_queries.insert_reaction(tx, actor.id, place, emoji, clock.now())
    else:
        await message_queries.delete_reaction(tx, actor.id, place, emoji)
    changed = await record(tx, actor.id, place, "message:reaction", emoji, is_on=on)
    counts = views.counted((await _read(tx, actor, place)).reactions)
    told = ReactionTold(place.chat_id, changed, message_id, emoji, actor.id, on, counts)
    tx.emit(room(place.chat_id), "message:reaction", told)


async def found(tx: Tx, actor: Actor, message_id: UUID) -> tuple[Standing, MessageRow, Place]:
    """A message under the lock of its chat, as the actor sees it."""
    place = await message_queries.find_place(tx, message_id)
    if place is None:
        raise NotFound
    standing = await entered(tx, actor, place.chat_id)
    rows = await message_queries.list_at(tx, actor.id, place.chat_id, [place.pts])
    if not rows:
        raise NotFound
    return standing, rows[0], place


async def _read(tx: Tx, actor: Actor, place: Place) -> MessageRow:
    [row] = await message_queries.list_at(tx, actor.id, place.chat_id, [place.pts])
    return row


async def _shown(tx: Tx, signer: Signer, actor: Actor, place: Place) -> Message:
    return await _view(tx, signer, await _read(tx, actor, place))


async def _sent(tx: Tx, signer: Signer, actor: Actor, place: Place) -> Message:
    """Acknowledge a resend, also of what its sender has deleted for themselves since: it did arrive."""
    row = await message_queries.find_sent(tx, actor.id, place)
    assert row is not None
    return await _view(tx, signer, row)


async def _view(tx: Tx, signer: Signer, row: MessageRow) -> Message:
    file_ids = views.file_ids([row])
    files = await media.describe(tx, signer, file_ids) if file_ids else {}
    return views.message(row, files)
