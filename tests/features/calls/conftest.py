"""What the tests of calls share: servers with every feature, people, and devices that call and are called."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec

from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import client, serve, somebody
from tests.features.people.conftest import ask, resources
from tests.support.sockets import RawSocket, raw_socket

__all__ = ["client", "resources", "serve", "somebody"]

Holds = Callable[[Any], bool]
QUICK = {"calls_lease_seconds": 1.5}
"""So that a server looks twice a second whether a call is due."""
SDP = {"type": "offer", "sdp": "v=0\r\n"}


class Device:
    """A device of somebody's, with a socket; what it hears is kept until it is asked for."""

    def __init__(self, person: Person, socket: RawSocket, name: str) -> None:
        self.person = person
        self.socket = socket
        self.name = name
        self._heard: list[tuple[str, Any]] = []
        self._number = 0

    async def say(self, event: str, **payload: Any) -> Any:
        """Send an event; what was answered, the envelope and all."""
        self._number += 1
        self.socket.send(f"42{self._number}" + msgspec.json.encode((event, payload)).decode())
        while True:
            packet = str(await self.socket.next())
            if packet.startswith(f"43{self._number}["):
                return msgspec.json.decode(packet.partition("[")[2][:-1].encode())
            self._keep(packet)

    async def do(self, event: str, **payload: Any) -> Any:
        """Send an event that succeeds; the data."""
        answer = await self.say(event, **payload)
        assert answer["success"], (event, answer)
        return answer["data"]

    async def refused(self, event: str, **payload: Any) -> str:
        """Send an event that is refused; the code."""
        answer = await self.say(event, **payload)
        assert not answer["success"], (event, answer)
        return str(answer["error"]["code"])

    async def hear(self, name: str, holds: Holds = lambda _: True) -> Any:
        """The payload of the first event of a name that has not been asked for yet, and for which something holds."""
        position = 0
        while True:
            for index in range(position, len(self._heard)):
                event, data = self._heard[index]
                if event == name and holds(data):
                    del self._heard[index]
                    return data
            position = len(self._heard)
            self._keep(str(await self.socket.next()))

    async def heard(self, name: str) -> list[Any]:
        """All events of a name that came until now: what is said after them is answered after them."""
        await self.say("call:end", callId="00000000-0000-0000-0000-000000000000")
        found = [data for event, data in self._heard if event == name]
        self._heard = [one for one in self._heard if one[0] != name]
        return found

    def _keep(self, packet: str) -> None:
        if packet.startswith("42["):
            event, data = msgspec.json.decode(packet[2:].encode())
            self._heard.append((event, data))

    # What people do.

    async def call(self, chat_id: str, kind: str = "audio") -> dict[str, Any]:
        """Call everybody in a chat; the call."""
        told = await self.do("call:initiate", chatId=chat_id, kind=kind, deviceId=self.name)
        assert told["callId"] == told["call"]["id"]
        call: dict[str, Any] = told["call"]
        return call

    async def answer(self, call_id: str) -> dict[str, Any]:
        """Come into a call; the call."""
        call: dict[str, Any] = (await self.do("call:answer", callId=call_id, deviceId=self.name))["call"]
        return call

    async def resume(self, call_id: str) -> dict[str, Any]:
        """Come back into a call; the call."""
        call: dict[str, Any] = (await self.do("call:resume", callId=call_id, deviceId=self.name))["call"]
        return call

    async def end(self, call_id: str) -> dict[str, Any]:
        """Leave a call; the call."""
        call: dict[str, Any] = (await self.do("call:end", callId=call_id))["call"]
        return call

    async def signal(self, call_id: str, to: "Device", signal: Any = SDP) -> Any:
        """Signal to somebody; what was answered."""
        return await self.say("call:signal", callId=call_id, toUserId=str(to.person.id), signal=signal)


@asynccontextmanager
async def device(client: httpx.AsyncClient, person: Person, name: str = "phone") -> AsyncGenerator[Device]:
    """A device of somebody's at this server."""
    async with raw_socket(str(client.base_url).rstrip("/")) as socket:
        assert (await socket.connect(token=person.access_token)).startswith("40")
        yield Device(person, socket, name)


def states(call: dict[str, Any]) -> dict[str, str]:
    """How everybody stands in a call, by their ids."""
    return {one["userId"]: one["state"] for one in call["members"]}


def state_of(call: dict[str, Any], person: Person) -> str:
    """How somebody stands in a call."""
    return states(call)[str(person.id)]


def is_so(person: Person, state: str) -> Holds:
    """For `hear("call:updated", …)`: whether somebody stands so."""
    return lambda told: states(told["call"]).get(str(person.id)) == state


async def lines(client: httpx.AsyncClient, person: Person, chat_id: str) -> list[dict[str, Any]]:
    """The lines that calls have left in a chat, the oldest first."""
    items = (await ask(client, person, "GET", f"/chats/{chat_id}/messages?limit=100"))["items"]
    said = [(one["senderId"], msgspec.json.decode(one["content"])) for one in items if one["type"] == "system"]
    return [{"sender": sender, **line} for sender, line in reversed(said) if line["event"] == "call"]


async def past(client: httpx.AsyncClient, person: Person) -> list[dict[str, Any]]:
    """Somebody's calls that are over, the latest first."""
    items: list[dict[str, Any]] = (await ask(client, person, "GET", "/user/history"))["items"]
    return items


async def current(client: httpx.AsyncClient, person: Person) -> list[str]:
    """The calls that ring for somebody or that they are in: their ids."""
    return [one["id"] for one in (await ask(client, person, "GET", "/calls/current"))["calls"]]
