"""The line to one other member of a call, as the web app's `engine/peer.ts` speaks it, from the side that only sends.

Each end has a name, which changes when it begins anew, and says to which end it speaks. Of two, the one with the
greater id makes the offer. What a browser sends is not asked for: it is neither encoded there nor decoded here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp

from mingle.demo.pictures import Pixels
from mingle.demo.refused import Refused
from mingle.demo.tracks import MovingPicture, SoftTone

# The web app's `SLOTS`: sound, camera, screen.
_SLOTS: Final = ("audio", "video", "video")

Send = Callable[[dict[str, Any]], Awaitable[Any]]


class Line:
    """One line; `start` it, then give it what the other says.

    Args:
        is_polite: whether the other makes the offer.
        frames: the picture; None where only sound is sent.
        send: passes a signal on to the other.
        connected: called when the other has a way to this end.
    """

    def __init__(
        self, *, is_polite: bool, frames: list[Pixels] | None, send: Send, connected: Callable[[], None]
    ) -> None:
        self._is_polite = is_polite
        self._frames = frames
        self._send = send
        self._connected = connected
        self._name = str(uuid4())
        self._other: str | None = None
        self._is_agreed = False
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._connection = self._open()
        self._hearing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Say that this end is there, and take what the other says, one after the other."""
        self._hearing = asyncio.create_task(self._run())

    def hear(self, signal: dict[str, Any]) -> None:
        """Take what the other end says."""
        self._queue.put_nowait(signal)

    async def close(self) -> None:
        """End it."""
        if self._hearing is not None:
            self._hearing.cancel()
        await self._connection.close()

    def _open(self) -> RTCPeerConnection:
        # No servers: whoever meets demo people is on this machine, or beside it.
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))

        def follow() -> None:
            if connection is self._connection and connection.connectionState == "connected":
                self._connected()

        connection.on("connectionstatechange", follow)
        return connection

    async def _run(self) -> None:
        await self._say(hello=True)
        while True:
            signal = await self._queue.get()
            with suppress(Refused, ValueError, KeyError):  # what cannot be understood is passed over
                await self._take(signal)

    async def _say(self, **body: Any) -> None:
        with suppress(Refused):  # they have lost the connection; they begin anew
            await self._send({"session": self._name, "to": self._other, **body})

    async def _take(self, signal: dict[str, Any]) -> None:
        if "hello" in signal:
            await self._meet(signal)
        elif signal.get("session") != self._other or signal.get("to") != self._name:
            return
        elif "description" in signal:
            await self._agree(signal["description"])
        elif "candidate" in signal:
            await self._add(signal["candidate"])

    async def _meet(self, signal: dict[str, Any]) -> None:
        is_new = signal["session"] != self._other
        if is_new:
            if self._other is not None:
                await self._reopen()
            self._other = signal["session"]
        if signal["to"] != self._name:
            await self._say(hello=True)
        if is_new:
            await self._begin()

    async def _begin(self) -> None:
        told = {"isMuted": False, "hasCamera": self._frames is not None, "hasScreen": False, "isPaused": False}
        await self._say(media=told)
        if self._is_polite:
            return
        for kind in _SLOTS:
            self._connection.addTransceiver(kind, direction="sendonly")
        self._place()
        await self._describe(await self._connection.createOffer())

    async def _agree(self, description: dict[str, str]) -> None:
        is_offer = description["type"] == "offer"
        if is_offer and self._is_agreed:
            await self._renew()  # another way between two ends is more than this side knows: both begin anew
            return
        if is_offer is not self._is_polite:
            return
        self._is_agreed = True
        await self._connection.setRemoteDescription(RTCSessionDescription(description["sdp"], description["type"]))
        if is_offer:
            self._place()
            await self._describe(await self._connection.createAnswer())

    async def _describe(self, description: Any) -> None:
        await self._connection.setLocalDescription(description)
        told = self._connection.localDescription
        await self._say(description={"type": told.type, "sdp": told.sdp})

    def _place(self) -> None:
        """Put what is sent into its places; the screen's stays empty."""
        sound, camera, screen = self._connection.getTransceivers()[:3]
        sound.sender.replaceTrack(SoftTone())
        sound.direction = "sendonly"
        if self._frames is not None:
            camera.sender.replaceTrack(MovingPicture(self._frames))
        camera.direction = "sendonly"
        screen.direction = "inactive"

    async def _add(self, told: dict[str, Any]) -> None:
        line = told.get("candidate") or ""
        if not line:
            return
        candidate = candidate_from_sdp(line.removeprefix("candidate:"))
        candidate.sdpMid, candidate.sdpMLineIndex = told.get("sdpMid"), told.get("sdpMLineIndex")
        await self._connection.addIceCandidate(candidate)

    async def _reopen(self) -> None:
        await self._connection.close()
        self._is_agreed = False
        self._connection = self._open()

    async def _renew(self) -> None:
        self._name = str(uuid4())
        await self._reopen()
        await self._say(hello=True)
        await self._begin()
