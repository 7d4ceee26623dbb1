"""The habit of answering in chats."""

import asyncio
import random
from typing import Any
from uuid import uuid4

from mingle.demo import words
from mingle.demo.client import Client
from mingle.demo.person import DemoPerson

PHOTO_EVERY, VOICE_EVERY = 3, 5


class Writing:
    """Answers what real people write: reads, reacts now and then, writes a little, sometimes sends a picture or voice.

    Args:
        person: whose habit it is.
        neighbour: somebody else's front door, by which one sees one's own portrait.
    """

    def __init__(self, person: DemoPerson, neighbour: Client) -> None:
        self._person = person
        self._neighbour = neighbour
        self._answering: dict[str, asyncio.Task[None]] = {}
        person.on("message:new", self.hear)
        person.on("match:new", self.meet)
        person.on_arrival.append(self.catch_up)

    async def hear(self, told: dict[str, Any]) -> None:
        """Answer a message; of several in a row the last one."""
        message = told["message"]
        if message["senderId"] == self._person.id or message["type"] == "system":
            return
        chat_id = told["chatId"]
        before = self._answering.pop(chat_id, None)
        if before is not None:
            before.cancel()
        self._answering[chat_id] = self._person.do(self._answer(chat_id, message))

    async def catch_up(self) -> None:
        """Answer what was written while one was away."""
        for chat in (await self._person.client.request("GET", "/sync?limit=100"))["items"]:
            if chat["unread"] and chat["lastMessage"] is not None:
                await self.hear({"chatId": chat["chatId"], "message": chat["lastMessage"]})

    async def meet(self, told: dict[str, Any]) -> None:
        """Write the first word now and then to somebody whom one has found."""
        match = told["match"]
        if match["user"]["isDemo"] or match["turn"] != "nobody" or random.random() < 0.5:
            return
        await self._person.pause(6, 15)
        history = await self._person.client.request("GET", f"/chats/{match['chatId']}/messages?limit=1")
        if not history["items"]:
            await self._write(match["chatId"], words.OPENING)

    async def _answer(self, chat_id: str, message: dict[str, Any]) -> None:
        person = self._person
        chat = (await person.client.request("GET", f"/chats/{chat_id}"))["chat"]
        is_private = chat["type"] == "private"
        if chat["isSecret"] or (chat["peer"]["isDemo"] if is_private else person.id not in message["mentions"]):
            return
        await person.pause(1, 3)
        await person.client.ask("message:read", chatId=chat_id, upTo=message["pts"])
        if random.random() < 0.3:
            emoji = random.choice(words.REACTIONS)
            await person.client.ask("message:react", messageId=message["id"], emoji=emoji, on=True)
        await person.client.ask("typing:start", chatId=chat_id)
        await person.pause(2, 5)
        self._answering.pop(chat_id, None)  # what comes from now on takes nothing of it back
        turn: int = message["pts"] // 2
        await self._write(chat_id, words.ANSWERS[turn % len(words.ANSWERS)] if is_private else words.MENTIONED)
        if is_private and turn % PHOTO_EVERY == 1:
            await self._send(chat_id, "image", words.PHOTO)
        elif is_private and turn % VOICE_EVERY == 2:
            await self._send(chat_id, "voice", words.VOICE_ANSWER)

    async def _write(self, chat_id: str, content: str, **more: Any) -> None:
        draft = {"chatId": chat_id, "clientId": str(uuid4()), "type": "text", "content": content, **more}
        await self._person.client.ask("message:send", **draft)

    async def _send(self, chat_id: str, kind: str, words_first: str) -> None:
        """Upload something and send it, once it can be shown."""
        from mingle.demo import pictures  # noqa: PLC0415  # takes memory that idle people do without

        await self._person.pause(2, 4)
        await self._write(chat_id, words_first)
        if kind == "image":
            portrait = await portrait_of(self._person, self._neighbour)
            content = await asyncio.to_thread(pictures.draw_photo, self._person.name, portrait)
            named, form = ("demo.jpg", content, "image/jpeg"), {"purpose": "attachment"}
        else:
            named, form = (
                ("demo.wav", pictures.voice_message(), "audio/wav"),
                {"purpose": "attachment", "kind": "voice"},
            )
        file = await self._person.client.request("POST", "/files/upload", files={"file": named}, data=form)
        await self._write(chat_id, "", type=kind, fileIds=[file["file"]["id"]])


async def portrait_of(person: DemoPerson, neighbour: Client) -> str:
    """The drawing by which others know somebody; empty where there is none."""
    card = (await neighbour.request("GET", f"/users/{person.id}"))["user"]
    return card.get("portrait") or ""
