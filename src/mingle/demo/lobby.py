"""The habit of being in the lobby of dates, and of waiting for whoever presses "next"."""

from typing import Any

from mingle.demo.person import DemoPerson
from mingle.demo.talking import DEVICE


class Waiters:
    """Who waits for whom, among all who are simulated: one for each real person who is in the lobby.

    Were all of them to wait, they would be given to each other.
    """

    def __init__(self, demo_ids: set[str]) -> None:
        self._demo_ids = demo_ids
        self._of: dict[str, str] = {}

    def take(self, real_id: str, person_id: str) -> bool:
        """Whether it falls to somebody to wait for a real person."""
        if real_id in self._demo_ids or real_id in self._of or person_id in self._of.values():
            return False
        self._of[real_id] = person_id
        return True

    def drop(self, real_id: str, person_id: str) -> bool:
        """Whether somebody had waited for a real person, and does no longer."""
        if self._of.get(real_id) != person_id:
            return False
        del self._of[real_id]
        return True

    def leave(self, person_id: str) -> None:
        """Let somebody wait for nobody."""
        self._of = {real_id: one for real_id, one in self._of.items() if one != person_id}


class Lobby:
    """Is in the lobby, or on an evening of speed dating in its lobby.

    Args:
        person: whose habit it is.
        waiters: of all.
    """

    def __init__(self, person: DemoPerson, waiters: Waiters) -> None:
        self._person = person
        self._waiters = waiters
        self._met: set[str] = set()
        self.event_id: str | None = None
        """On which evening they are."""
        for event, handler in {
            "presence:update": self.see,
            "queue:update": self.see,
            "call:start": self.meet,
            "event:finished": self.come_back,
        }.items():
            person.on(event, handler)
        person.on_arrival.append(self.enter)
        person.on_departure.append(self._leave)

    async def enter(self) -> None:
        """Go into the lobby, and look who is there."""
        await self._person.client.ask("queue:join", deviceId=DEVICE)
        for one in (await self._person.client.request("GET", "/room/queue"))["people"]:
            if not one["card"]["isDemo"]:
                await self.see({"userId": one["userId"], "available": True})

    async def see(self, told: dict[str, Any]) -> None:
        """Wait for a real person who is there, in case they press "next"."""
        other_id = told["userId"]
        if not told["available"]:
            if self._waiters.drop(other_id, self._person.id):
                await self._person.client.ask("queue:next", on=False, deviceId=DEVICE)
        elif self.event_id is None and other_id not in self._met and self._waiters.take(other_id, self._person.id):
            await self._person.client.ask("queue:next", on=True, deviceId=DEVICE)

    async def meet(self, room: dict[str, Any]) -> None:
        """Let somebody else wait for whom one has met."""
        self._met.add(room["peer"]["id"])
        self._waiters.leave(self._person.id)

    async def join_evening(self, event: dict[str, Any]) -> None:
        """Sign up for an evening, and go there when its lobby is open."""
        event_id = event["id"]
        if not event["isSignedUp"]:
            await self._person.client.request("PUT", f"/speed-dating/{event_id}/place")
        if event["state"] in ("open", "running") and self.event_id != event_id:
            await self._person.client.ask("event:enter", eventId=event_id, deviceId=DEVICE)
            self.event_id = event_id
            self._waiters.leave(self._person.id)

    async def come_back(self, told: dict[str, Any]) -> None:
        """Be in the lobby again when an evening is over."""
        if told["eventId"] == self.event_id:
            self.event_id = None
            await self.enter()

    def _leave(self) -> None:
        self.event_id = None
        self._waiters.leave(self._person.id)
