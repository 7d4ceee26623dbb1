"""Socket events of chats: CONTRACT.md, "Sockets"."""

import asyncio
from uuid import UUID

import msgspec

from mingle.features.chats import mark_service, message_service, queries, sending_flows
from mingle.features.chats.errors import (
    ClientIdReused,
    MessageDeleted,
    NotEditable,
    NotForwardable,
    NotYourMessage,
    ReadersOnly,
    TooManyReactions,
    TooManyScheduled,
)
from mingle.features.chats.event_models import TopsTold, TypingTold
from mingle.features.chats.models import (
    ChatMark,
    Message,
    MessageDraft,
    MessageEdit,
    OfChat,
    OfMessage,
    React,
)
from mingle.features.chats.room_service import ROOM, room
from mingle.kernel.actor import Actor
from mingle.kernel.context import fresh_reads
from mingle.kernel.errors import NotFound
from mingle.kernel.resources import Resources
from mingle.realtime.events import identity_of
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Identity
from mingle.realtime.presence import Presence
from mingle.realtime.sockets import Socket

MAX_ROOMS = 10_000
"""Whoever is in still more chats hears the liveliest, and learns of the others by GET /sync."""
COMPARED_AT_ONCE = 1000
OF_SENDING = (NotFound, ReadersOnly, ClientIdReused, MessageDeleted, NotForwardable, TooManyScheduled)


def connect(hub: Hub, _presence: Presence, resources: Resources) -> None:
    """Handle the events of chats, and let sockets into the rooms of theirs."""
    ChatSockets(hub, resources)


class ChatSockets:
    """The handlers of one process."""

    def __init__(self, hub: Hub, resources: Resources) -> None:
        self._hub = hub
        self._resources = resources
        self._typing_seconds = resources.settings.chats_typing_seconds
        self._tops: dict[UUID, int] = {}
        """How far the chats with somebody here were when they were last compared."""
        self._typing: dict[tuple[UUID, UUID], asyncio.TimerHandle] = {}
        """Who is writing where, and when they are taken to have stopped."""
        hub.on_arrival.append(self.arrive)
        hub.every(resources.settings.chats_compare_seconds, self.compare)
        hub.on("message:send", MessageDraft, self.send, errors=OF_SENDING)
        of_editing = (NotFound, NotYourMessage, NotEditable, MessageDeleted)
        hub.on("message:edit", MessageEdit, self.edit, errors=of_editing)
        hub.on("message:delete", OfMessage, self.delete, errors=[NotFound, NotYourMessage])
        hub.on("message:react", React, self.react, errors=[NotFound, MessageDeleted, TooManyReactions])
        hub.on("message:read", ChatMark, self.read, errors=[NotFound])
        hub.on("message:delivered", ChatMark, self.delivered, errors=[NotFound])
        hub.on("typing:start", OfChat, self.start_typing, errors=[NotFound])
        hub.on("typing:stop", OfChat, self.stop_typing)

    async def arrive(self, socket: Socket, identity: Identity) -> None:
        """Let a socket into the rooms of its person's chats.

        They are read again once it hears them: who was put out, or let in, meanwhile was told before it could hear.
        """
        before = await self._rooms(identity)
        await asyncio.gather(*(self._hub.join(socket, one) for one in before))
        after = await self._rooms(identity)
        await asyncio.gather(*(self._hub.join(socket, one) for one in after - before))
        for one in before - after:
            self._hub.leave(socket, one)

    async def compare(self) -> None:
        """`sync:top`: tell sockets how far those of their chats are that have moved; some word of it may be lost."""
        chat_ids = [UUID(name.removeprefix(ROOM)) for name in self._hub.rooms.names() if name.startswith(ROOM)]
        tops: dict[UUID, int] = {}
        for start in range(0, len(chat_ids), COMPARED_AT_ONCE):
            async with self._resources.db.read() as conn:
                tops.update(await queries.list_tops(conn, chat_ids[start : start + COMPARED_AT_ONCE]))
        for chat_id, pts in tops.items():
            if self._tops.get(chat_id) != pts:
                told = msgspec.json.encode(("sync:top", TopsTold({chat_id: pts})))
                self._hub.deliver(room(chat_id), told)
        self._tops = tops

    async def _rooms(self, identity: Identity) -> set[str]:
        with fresh_reads():
            async with self._resources.db.read() as conn:
                chat_ids = await queries.list_chat_ids(conn, UUID(identity.user_id), MAX_ROOMS)
        return {room(chat_id) for chat_id in chat_ids}

    async def send(self, socket: Socket, draft: MessageDraft) -> Message:
        """`message:send`: write into a chat, acknowledged once committed; again with its `clientId` it is the same."""
        message = await sending_flows.send(self._resources, _actor(socket), draft)
        self._end_typing(draft.chat_id, _actor(socket).id)
        return message

    async def edit(self, socket: Socket, asked: MessageEdit) -> Message:
        """`message:edit`: say something else instead."""
        async with self._resources.db.transaction() as tx:
            return await message_service.edit(tx, self._resources.signer, _actor(socket), asked.message_id, asked)

    async def delete(self, socket: Socket, asked: OfMessage) -> None:
        """`message:delete`: for everybody."""
        async with self._resources.db.transaction() as tx:
            await message_service.delete(tx, _actor(socket), asked.message_id)

    async def react(self, socket: Socket, asked: React) -> None:
        """`message:react`: react with an emoji, or no longer."""
        async with self._resources.db.transaction() as tx:
            await message_service.react(tx, _actor(socket), asked.message_id, asked.emoji, on=asked.on)

    async def read(self, socket: Socket, mark: ChatMark) -> None:
        """`message:read`: have read a chat up to a change; never less than before."""
        async with self._resources.db.transaction() as tx:
            await mark_service.read(tx, _actor(socket), mark.chat_id, mark.up_to)

    async def delivered(self, socket: Socket, mark: ChatMark) -> None:
        """`message:delivered`: have a chat on one's devices up to a change; never less than before."""
        async with self._resources.db.transaction() as tx:
            await mark_service.delivered(tx, _actor(socket), mark.chat_id, mark.up_to)

    async def start_typing(self, socket: Socket, asked: OfChat) -> None:
        """`typing:start`: be seen writing for a few seconds; again within them only makes it last."""
        account_id = _actor(socket).id
        if (asked.chat_id, account_id) not in self._typing:
            async with self._resources.db.read() as conn:
                if await queries.find_standing(conn, account_id, asked.chat_id) is None:
                    raise NotFound
            self._tell_typing(asked.chat_id, account_id, typing=True)
        self._keep_typing(asked.chat_id, account_id)

    def stop_typing(self, socket: Socket, asked: OfChat) -> None:
        """`typing:stop`: have stopped writing."""
        self._end_typing(asked.chat_id, _actor(socket).id)

    def _keep_typing(self, chat_id: UUID, account_id: UUID) -> None:
        timer = self._typing.pop((chat_id, account_id), None)
        if timer is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._typing[chat_id, account_id] = loop.call_later(self._typing_seconds, self._end_typing, chat_id, account_id)

    def _end_typing(self, chat_id: UUID, account_id: UUID) -> None:
        timer = self._typing.pop((chat_id, account_id), None)
        if timer is not None:
            timer.cancel()
            self._tell_typing(chat_id, account_id, typing=False)

    def _tell_typing(self, chat_id: UUID, account_id: UUID, *, typing: bool) -> None:
        told = TypingTold(chat_id, account_id, typing)
        self._hub.emit_uncommitted(room(chat_id), "typing:user", told)


def _actor(socket: Socket) -> Actor:
    actor: Actor = identity_of(socket).actor
    return actor
