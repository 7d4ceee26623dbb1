"""A client of chats that keeps to docs/chats.md: it holds what it was told, and notices what it was not."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from tests.features.accounts.conftest import Person
from tests.support.sockets import RawSocket, raw_socket

GRACE_SECONDS = 0.1
BACKOFF_SECONDS = 0.05
"""Before a server that did not answer, or broke off, is asked again."""
ANSWER_SECONDS = 5.0
PAGE = 50
Message = dict[str, Any]


@dataclass
class Held:
    """What a device holds of a chat."""

    pts: int = 0
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    waiting: dict[int, tuple[str, Any]] = field(default_factory=dict[int, tuple[str, Any]])
    """Events that came before one that is missing."""
    gap_since: float = 0.0
    hidden: int = 0
    """How many its owner had deleted for themselves when they were last asked for."""


class Refused(Exception):
    """The server has said no, and will say so again.

    Args:
        code: of the error.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Device:
    """One of somebody's devices.

    Args:
        servers: addresses of the servers; each attempt goes to one at random.
        person: whose it is.
        chat_ids: the chats that it watches.
        chance: decides what is random.
    """

    def __init__(self, servers: list[str], person: Person, chat_ids: list[str], chance: random.Random) -> None:
        self.person = person
        self.chats = {chat_id: Held() for chat_id in chat_ids}
        self.outbox: dict[str, asyncio.Queue[dict[str, Any]]] = {chat_id: asyncio.Queue() for chat_id in chat_ids}
        self.acknowledged: dict[str, Message] = {}
        """What was sent and answered, by its client id, in the order of the answers."""
        self.refused: dict[str, str] = {}
        self.written: list[dict[str, Any]] = []
        self.deeds_done = 0
        self.read_up_to = dict.fromkeys(chat_ids, 0)
        self.times_caught_up = 0
        self._servers = servers
        self._chance = chance
        self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS)
        self._socket: RawSocket | None = None
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._number = 0
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Device"]:
        """Listen, and send what is in the outbox, while the block runs."""
        tasks = self._tasks = [asyncio.create_task(self._listen_forever())]
        tasks += [asyncio.create_task(self._send_forever(chat_id)) for chat_id in self.chats]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            await self._client.aclose()
        for problem in ended:
            if isinstance(problem, Exception):
                raise problem

    def cut(self) -> None:
        """Lose the connection, as in a tunnel."""
        if self._socket is not None:
            self._socket.abort()

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask again until there is an answer.

        Raises:
            Refused: the answer is no.
        """
        while True:
            answer: httpx.Response | None = None
            url = f"{self._chance.choice(self._servers)}/api{path}"
            # httpx's stream trips over itself (AttributeError) when it is lost in the moment in which it is opened.
            with suppress(httpx.HTTPError, AttributeError):
                answer = await self._client.request(method, url, json=body, headers=self.person.headers)
            if answer is not None:
                if answer.status_code < 400:
                    return answer.json()["data"]
                if answer.status_code < 500:
                    raise Refused(answer.json()["error"]["code"])
                assert answer.status_code == 503, answer.text
            await asyncio.sleep(BACKOFF_SECONDS)

    # Sending.

    def write(self, draft: dict[str, Any]) -> None:
        """Put something into the outbox."""
        self.written.append(draft)
        self.outbox[draft["chatId"]].put_nowait(draft)

    async def has_sent_all(self) -> None:
        """Wait until everything in the outbox has been answered; raises what ended a task of this device before."""
        sent = asyncio.gather(*(outbox.join() for outbox in self.outbox.values()))
        try:
            ended, _ = await asyncio.wait({sent, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
            for one in ended:
                one.result()
        finally:
            sent.cancel()

    async def _send_forever(self, chat_id: str) -> None:
        outbox = self.outbox[chat_id]
        while True:
            draft = await outbox.get()
            try:
                self.acknowledged[draft["clientId"]] = await self._send(draft)
            except Refused as refused:
                self.refused[draft["clientId"]] = refused.code
            outbox.task_done()

    async def _send(self, draft: dict[str, Any]) -> Message:
        while self._socket is not None and self._chance.random() < 0.5:
            answer = await self._call(self._socket, "message:send", draft)
            if answer is None:
                continue
            if answer["success"]:
                return answer["data"]
            if answer["error"]["code"] not in ("unavailable", "internal_error"):
                raise Refused(answer["error"]["code"])
        message: Message = await self.ask("POST", "/messages", draft)
        return message

    async def _call(self, socket: RawSocket, event: str, payload: Any) -> Any:
        """What the socket was answered; None where no answer came."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        socket.send(f"42{self._number}" + msgspec.json.encode((event, payload)).decode())
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        return None

    # Hearing.

    async def _listen_forever(self) -> None:
        while True:
            with suppress(OSError, TimeoutError, _Lost):
                async with asyncio.timeout(ANSWER_SECONDS):
                    opening = raw_socket(self._chance.choice(self._servers))
                    socket = await opening.__aenter__()
                try:
                    await self._listen(socket)
                finally:
                    self._socket = None
                    await opening.__aexit__(None, None, None)
            await asyncio.sleep(BACKOFF_SECONDS)

    async def _listen(self, socket: RawSocket) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            socket.send("40" + msgspec.json.encode({"token": self.person.access_token}).decode())
            while not str(packet := await self._next(socket)).startswith("40"):
                if packet is not None and str(packet).startswith("44"):
                    raise _Lost
        self._socket = socket
        for chat_id in self.chats:  # what comes meanwhile waits in the socket's inbox
            await self._catch_up(chat_id)
        await self.drop_hidden()
        while True:
            packet = await self._next(socket)
            if packet is not None:
                await self._hear(packet)
            for chat_id, held in self.chats.items():
                if held.waiting and time.monotonic() - held.gap_since > GRACE_SECONDS:
                    await self._catch_up(chat_id)

    async def _next(self, socket: RawSocket) -> str | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                return str(await socket.inbox.get())
        if socket.closed.is_set():
            raise _Lost
        return None

    async def _hear(self, packet: str) -> None:
        if packet.startswith("43"):
            number, _, rest = packet[2:].partition("[")
            answer = self._answers.pop(int(number), None)
            if answer is not None and not answer.done():
                answer.set_result(msgspec.json.decode(rest[:-1].encode()))
        elif packet.startswith("42"):
            name, data = msgspec.json.decode(packet[2:].encode())
            await self._take(name, data)

    async def _take(self, name: str, data: Any) -> None:
        if name == "sync:top":
            for chat_id, pts in data["chats"].items():
                if chat_id in self.chats and pts > self.chats[chat_id].pts:
                    await self._catch_up(chat_id)
        elif name == "message:hidden" and data["chatId"] in self.chats:
            self.chats[data["chatId"]].messages.pop(data["messageId"], None)
        elif data.get("chatId") in self.chats and "pts" in data:
            held = self.chats[data["chatId"]]
            if data["pts"] > held.pts:
                if not held.waiting:
                    held.gap_since = time.monotonic()
                held.waiting[data["pts"]] = (name, data)
                self._drain(held)

    async def _catch_up(self, chat_id: str) -> None:
        held, more = self.chats[chat_id], True
        while more:
            found = await self.ask("GET", f"/chats/{chat_id}/events?after={held.pts}&limit={PAGE}")
            for event in found["events"]:
                if event["pts"] > held.pts:
                    self._apply(held, event["event"], event["data"])
                    held.pts = event["pts"]
            held.pts, more = max(held.pts, found["pts"]), found["more"]
        self._drain(held)
        self.times_caught_up += 1

    async def drop_hidden(self) -> None:
        """What one has deleted for oneself has no number: it is counted, and asked for where the count is another."""
        for synced in (await self.ask("GET", "/sync?limit=100"))["items"]:
            held = self.chats.get(synced["chatId"])
            if held is not None and held.hidden != synced["hiddenCount"]:
                gone = await self.ask("GET", f"/chats/{synced['chatId']}/hidden?limit=100")
                held.messages = {one: message for one, message in held.messages.items() if one not in gone["items"]}
                held.hidden = synced["hiddenCount"]

    def _drain(self, held: Held) -> None:
        held.waiting = {pts: event for pts, event in held.waiting.items() if pts > held.pts}
        while (event := held.waiting.pop(held.pts + 1, None)) is not None:
            self._apply(held, *event)
            held.pts += 1
        held.gap_since = time.monotonic()

    def _apply(self, held: Held, name: str, data: Any) -> None:
        if name == "message:new":
            held.messages[data["message"]["id"]] = data["message"]
        elif name == "message:edited":
            before = held.messages.get(data["message"]["id"])
            if before is not None:
                held.messages[data["message"]["id"]] = {**before, **data["message"]}
        elif name == "message:deleted":
            if (message := held.messages.get(data["messageId"])) is not None:
                message.update(EMPTIED)
        elif name == "message:reaction" and (message := held.messages.get(data["messageId"])) is not None:
            own = {one["emoji"] for one in message["reactions"] if one["mine"]}
            if data["userId"] == str(self.person.id):
                own = own | {data["emoji"]} if data["on"] else own - {data["emoji"]}
            message["reactions"] = [{**one, "mine": one["emoji"] in own} for one in data["reactions"]]
        elif name == "message:poll" and (message := held.messages.get(data["messageId"])) is not None:
            before = [option.get("mine") for option in message["poll"]["options"]]
            options = [{"mine": mine, **new} for new, mine in zip(data["poll"]["options"], before, strict=True)]
            message["poll"] = {**data["poll"], "options": options}


EMPTIED: Message = {
    "content": "", "files": [], "mentions": [], "hashtags": [], "reactions": [], "replyToId": None,
    "isDeleted": True, "isPinned": False,
}  # fmt: skip


class _Lost(Exception):
    """The connection is gone."""
