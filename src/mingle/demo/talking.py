"""The habit of talking: on dates and in calls, with a picture that moves and a soft tone."""

import asyncio
from typing import TYPE_CHECKING, Any, Final

from mingle.demo import words
from mingle.demo.client import Client
from mingle.demo.person import DemoPerson
from mingle.demo.writing import portrait_of

if TYPE_CHECKING:
    from mingle.demo.line import Line
    from mingle.demo.pictures import Pixels

DEVICE: Final = "demo"
EARLY_SIGNALS: Final = 50
"""So many are kept of a call of whose beginning one has not heard yet."""


class Talking:
    """Accepts invitations, answers calls, and is there until they end; then says yes to meeting again.

    Args:
        person: whose habit it is.
        neighbour: somebody else's front door, by which one sees one's own portrait.
    """

    def __init__(self, person: DemoPerson, neighbour: Client) -> None:
        self._person = person
        self._neighbour = neighbour
        self._lines: dict[tuple[str, str], Line] = {}
        """By the call, and who is at the other end."""
        self._rooms: dict[str, dict[str, Any]] = {}
        """The dates that are on, by their ids."""
        self._early: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._frames: list[Pixels] | None = None
        for event, handler in {
            "call:notify": self.accept,
            "call:start": self.begin,
            "room:extendRequested": self.extend,
            "room:chat": self.say_back,
            "session:finalized": self.part,
            "call:incoming": self.answer,
            "call:accepted": self.follow,
            "call:updated": self.follow,
            "call:ended": self.end,
            "call:signal": self.hear,
        }.items():
            person.on(event, handler)
        person.on_departure.append(self.forget)

    @property
    def is_talking(self) -> bool:
        """Whether somebody is at the other end of a line, or about to be."""
        return bool(self._lines or self._rooms)

    # Dates.

    async def accept(self, told: dict[str, Any]) -> None:
        """Accept an invitation, for as long as the other would like."""
        await self._person.pause(2, 5)
        await self._person.client.ask(
            "call:accept", inviteId=told["inviteId"], requestedSeconds=told["requestedSeconds"], deviceId=DEVICE
        )

    async def begin(self, room: dict[str, Any]) -> None:
        """Be on a date. Two demo people who are given to each other only wait for its end."""
        room_id, peer, client = room["roomId"], room["peer"], self._person.client
        self._rooms[room_id] = room
        if room["blur"]["isOn"]:
            await client.ask("room:unblur", roomId=room_id)
        if peer["isDemo"]:
            await client.ask("room:flowing", roomId=room_id)
            return
        await self._open(room_id, peer["id"], is_video=True)
        await self._person.pause(4, 8)
        if room_id in self._rooms:
            await client.ask("room:chat", roomId=room_id, text=words.IN_ROOM[0])

    async def extend(self, told: dict[str, Any]) -> None:
        """Stay longer, too."""
        if told["fromUserId"] != self._person.id:
            await self._person.pause(2, 4)
            await self._person.client.ask("room:extend", roomId=told["roomId"], seconds=told["seconds"])

    async def say_back(self, told: dict[str, Any]) -> None:
        """Answer what is written on a date."""
        room = self._rooms.get(told["roomId"])
        if room is None or told["fromUserId"] == self._person.id or room["peer"]["isDemo"]:
            return
        await self._person.pause(2, 5)
        said: int = room.get("said", 0) + 1
        room["said"] = said
        text = words.IN_ROOM[said % len(words.IN_ROOM)]
        await self._person.client.ask("room:chat", roomId=told["roomId"], text=text)

    async def part(self, told: dict[str, Any]) -> None:
        """Say afterwards that one would meet again."""
        room_id = told["roomId"]
        room = self._rooms.pop(room_id, None)
        await self._close(room_id)
        if room is not None and not room["peer"]["isDemo"]:
            await self._person.pause(2, 6)
            await self._person.client.request("POST", f"/dates/{room_id}/again", {"again": True})

    # Calls.

    async def answer(self, told: dict[str, Any]) -> None:
        """Answer a call; who is in another one lets it go by."""
        await self._person.pause(2, 4)
        if not told["fromUser"]["isDemo"]:
            given = await self._person.client.ask("call:answer", callId=told["callId"], deviceId=DEVICE)
            await self.follow(given)

    async def follow(self, told: dict[str, Any]) -> None:
        """Have a line to every real person who is in the call that one is in."""
        call = told["call"]
        states = {one["userId"]: one for one in call["members"]}
        mine = states.get(self._person.id)
        if mine is None or mine["state"] != "joined" or mine["deviceId"] != DEVICE:
            return
        for one in call["people"]:
            if states[one["id"]]["state"] == "joined" and one["id"] != self._person.id and not one["isDemo"]:
                await self._open(call["id"], one["id"], is_video=call["kind"] == "video")
        if sum(one["state"] in ("joined", "dropped", "ringing") for one in call["members"]) < 2:
            await self._close(call["id"])

    async def end(self, told: dict[str, Any]) -> None:
        """Let go of a call that is over."""
        await self._close(told["callId"])

    # Lines.

    async def hear(self, told: dict[str, Any]) -> None:
        """Give a line what the other end says; what comes before the line is there waits for it."""
        key = told["callId"], told["fromUserId"]
        if key in self._lines:
            self._lines[key].hear(told["signal"])
        elif len(waiting := self._early.setdefault(key, [])) < EARLY_SIGNALS:
            waiting.append(told["signal"])

    async def _open(self, call_id: str, other_id: str, *, is_video: bool) -> None:
        from mingle.demo import pictures  # noqa: PLC0415  # takes memory that idle people do without
        from mingle.demo.line import Line  # noqa: PLC0415  # the same

        key = call_id, other_id
        if is_video and self._frames is None:
            portrait = await portrait_of(self._person, self._neighbour)
            self._frames = await asyncio.to_thread(pictures.draw_frames, self._person.name, portrait)
        if key in self._lines:
            return
        client = self._person.client

        async def send(signal: dict[str, Any]) -> None:
            await client.ask("call:signal", callId=call_id, toUserId=other_id, signal=signal)

        def connected() -> None:
            if call_id in self._rooms:
                self._person.do(client.ask("room:flowing", roomId=call_id))

        line = self._lines[key] = Line(
            is_polite=self._person.id < other_id,
            frames=self._frames if is_video else None,
            send=send,
            connected=connected,
        )
        line.start()
        for signal in self._early.pop(key, ()):
            line.hear(signal)

    async def _close(self, call_id: str) -> None:
        for key in [one for one in (*self._lines, *self._early) if one[0] == call_id]:
            self._early.pop(key, None)
            line = self._lines.pop(key, None)
            if line is not None:
                await line.close()
        if not self.is_talking:
            self._frames = None

    async def close(self) -> None:
        """Let go of every line, for good."""
        for call_id in {call_id for call_id, _ in self._lines}:
            await self._close(call_id)

    def forget(self) -> None:
        """Without a connection there is nobody at the other end."""
        for call_id in {*self._rooms, *(call_id for call_id, _ in self._lines)}:
            self._rooms.pop(call_id, None)
            self._person.do(self._close(call_id))
        self._early.clear()
