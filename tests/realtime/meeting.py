"""A small feature that uses sockets as features do: people join rooms and say things."""

import asyncio
import time
from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar.datastructures import State

from mingle.kernel.actor import Actor
from mingle.kernel.errors import Forbidden, Unauthenticated
from mingle.kernel.feature import Feature
from mingle.kernel.resources import Resources
from mingle.realtime.events import identity_of
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Identity
from mingle.realtime.presence import Presence
from mingle.realtime.sockets import Socket


class Echo(msgspec.Struct):
    """Whatever it is, it comes back."""

    text: Annotated[str, msgspec.Meta(max_length=2000)]
    pause: float = 0


class Place(msgspec.Struct):
    """A room."""

    room: str


class Say(msgspec.Struct):
    """Something for a room."""

    room: str
    text: str


class Nothing(msgspec.Struct):
    """No payload."""


class Closed(Forbidden):
    """This room is closed."""


def token_of(user: UUID, session: str = "s1", lives: float = 3600) -> str:
    """A token of this person."""
    return f"{user}|{session}|{time.time() + lives}"


async def authenticate_socket(token: str, _state: State) -> Identity:
    """Whose a token is."""
    parts = token.split("|")
    if len(parts) != 3:
        raise Unauthenticated
    return Identity(parts[0], parts[1], float(parts[2]), Actor(UUID(parts[0])))


class Meeting:
    """The handlers."""

    def __init__(self, hub: Hub, resources: Resources) -> None:
        self.hub = hub
        self.resources = resources
        hub.on("echo", Echo, self.echo)
        hub.on("join", Place, self.join)
        hub.on("leave", Place, self.leave)
        hub.on("say", Say, self.say)
        hub.on("note", Say, self.note)
        hub.on("who", Place, self.who)
        hub.on("end", Place, self.end)
        hub.on("ask", Nothing, self.ask)
        hub.on("fail", Nothing, self.fail)
        hub.on("fill", Say, self.fill)
        hub.on("flash", Place, self.flash)
        hub.on("unsent", Place, self.unsent)
        hub.on("shout", Say, self.shout)

    async def echo(self, _socket: Socket, sent: Echo) -> dict[str, str]:
        await asyncio.sleep(sent.pause)
        return {"text": sent.text}

    async def join(self, socket: Socket, place: Place) -> None:
        if place.room == "closed":
            raise Closed
        await self.hub.join(socket, place.room)

    def leave(self, socket: Socket, place: Place) -> None:
        self.hub.leave(socket, place.room)

    def say(self, socket: Socket, said: Say) -> None:
        self.hub.emit_uncommitted(said.room, "said", {"by": identity_of(socket).user_id, "text": said.text})

    async def note(self, _socket: Socket, said: Say) -> None:
        async with self.resources.db.transaction() as tx:
            await tx.execute("INSERT INTO notes (author_id, text) VALUES (uuidv7(), %s)", (said.text,))
            tx.emit(said.room, "said", {"text": said.text})
            if said.text == "never":
                raise Closed

    async def who(self, _socket: Socket, place: Place) -> list[str]:
        return sorted(await self.hub.users_in(place.room))

    def end(self, _socket: Socket, place: Place) -> None:
        self.hub.disconnect_session(place.room)

    async def ask(self, socket: Socket, _asked: Nothing) -> list[Any]:
        return await socket.call("question", {"n": 1})

    def fill(self, _socket: Socket, said: Say) -> None:
        for member in self.hub.rooms.members(said.room):
            member.emit("filled", {"text": said.text})

    def flash(self, _socket: Socket, place: Place) -> None:
        for member in self.hub.rooms.members(place.room):
            member.emit_volatile("flashed", {})

    def shout(self, _socket: Socket, said: Say) -> None:
        members = self.hub.rooms.members(said.room)
        for word in said.text.split():
            self.hub.tell_each(members, ("begins", {}), ("said", {"text": word}))

    def unsent(self, _socket: Socket, place: Place) -> int:
        """How many bytes wait for the members of a room; -1: there are none."""
        members = self.hub.rooms.members(place.room)
        return max((one.connection.session.transport.unsent() for one in members), default=-1)

    def fail(self, _socket: Socket, _asked: Nothing) -> None:
        raise RuntimeError("secret inside")


SHY: set[str] = set()
"""People who do not show when they were last seen."""
BLOCKED: set[tuple[str, str]] = set()
"""Viewers, and those whom they do not see."""


def register(hub: Hub, presence: Presence, resources: Resources) -> None:
    """Handle the events."""
    Meeting(hub, resources)

    async def may_see(viewer: str, user_ids: Collection[str]) -> list[str]:
        return [user_id for user_id in user_ids if (viewer, user_id) not in BLOCKED]

    async def hides_last_seen(user_ids: Collection[str]) -> set[str]:
        return SHY.intersection(user_ids)

    presence.may_see, presence.hides_last_seen = may_see, hides_last_seen


MEETING = Feature("meeting", sockets=register)
