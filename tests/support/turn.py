"""A client of TURN (RFC 8656), as small as the tests allow: it allocates, permits, binds channels, sends and hears."""

import asyncio
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Literal

from tests.support import stun
from tests.support.stun import Address, Attribute, Kind, Message, Method

UDP = b"\x11\0\0\0"
FAMILIES = {4: b"\x01\0\0\0", 6: b"\x02\0\0\0"}
TRIES = 6
FIRST_WAIT_SECONDS = 0.5
HEARD_SECONDS = 10.0
MISMATCH = 437


class TurnError(Exception):
    """The server said no."""

    def __init__(self, code: int) -> None:
        super().__init__(f"error {code}")
        self.code = code


class TurnClient(asyncio.DatagramProtocol, asyncio.Protocol):
    """Somebody at a TURN server, over UDP or TCP."""

    def __init__(self, server: Address, transport: Literal["udp", "tcp"], username: str, password: str) -> None:
        self.server = server
        self.transport = transport
        self.username = username
        self.password = password
        self.heard: asyncio.Queue[tuple[Address, bytes]] = asyncio.Queue()
        """What peers have sent, with the address it came from."""
        self.mapped: Address | None = None
        self._key: bytes | None = None
        self._login: list[tuple[int, bytes]] = []
        self._answers: dict[bytes, asyncio.Future[Message]] = {}
        self._channels: dict[int, Address] = {}
        self._transport: Any = None
        self._rest = b""

    async def open(self) -> None:
        """Begin anew, from another port."""
        self._key, self._login = None, []
        loop = asyncio.get_running_loop()
        if self.transport == "udp":
            await loop.create_datagram_endpoint(lambda: self, remote_addr=self.server)
        else:
            await loop.create_connection(lambda: self, *self.server)

    async def binding(self) -> Address:
        """What one's own address looks like from there: plain STUN, for which nobody signs in."""
        answer = await self.ask(Message(Method.BINDING, Kind.REQUEST))
        found = answer.address(Attribute.XOR_MAPPED_ADDRESS)
        assert found is not None
        return found

    async def allocate(self, family: Literal[4, 6] | None = None) -> Address:
        """The address by which peers now reach this client."""
        attributes = [(Attribute.REQUESTED_TRANSPORT, UDP)]
        if family is not None:
            attributes.append((Attribute.REQUESTED_ADDRESS_FAMILY, FAMILIES[family]))
        for _ in range(TRIES):
            try:
                answer = await self.request(Method.ALLOCATE, attributes)
                break
            except TurnError as error:
                if error.code != MISMATCH:
                    raise
                # Somebody who had this port before is still known there (RFC 8656, section 7.4).
                self.close()
                await self.open()
        else:
            raise TurnError(MISMATCH)
        self.mapped = answer.address(Attribute.XOR_MAPPED_ADDRESS)
        relayed = answer.address(Attribute.XOR_RELAYED_ADDRESS)
        assert relayed is not None
        return relayed

    async def refresh(self, seconds: int = 600) -> None:
        """Keep the allocation; 0 seconds gives it up."""
        await self.request(Method.REFRESH, [(Attribute.LIFETIME, struct.pack("!I", seconds))])

    async def permit(self, host: str) -> None:
        """Let a peer's address send here."""
        await self.request(Method.CREATE_PERMISSION, [], peer=(host, 0))

    async def bind(self, channel: int, peer: Address) -> None:
        """A channel to a peer: four bytes instead of a message around all that is sent."""
        self._channels[channel] = peer
        await self.request(Method.CHANNEL_BIND, [(Attribute.CHANNEL_NUMBER, struct.pack("!HH", channel, 0))], peer=peer)

    def send(self, peer: Address, content: bytes) -> None:
        """Send by a message, which nobody acknowledges."""
        message = Message(Method.SEND, Kind.INDICATION)
        message.attributes = [
            (Attribute.XOR_PEER_ADDRESS, stun.pack_address(peer, message.transaction)),
            (Attribute.DATA, content),
        ]
        self._write(message.pack())

    def send_by(self, channel: int, content: bytes) -> None:
        """Send by a channel."""
        self._write(struct.pack("!HH", channel, len(content)) + content + bytes(-len(content) % 4))

    async def hear(self) -> tuple[Address, bytes]:
        """The next that a peer has sent."""
        async with asyncio.timeout(HEARD_SECONDS):
            return await self.heard.get()

    async def request(
        self, method: Method, attributes: list[tuple[Attribute, bytes]], peer: Address | None = None
    ) -> Message:
        """Ask as somebody with a password: the first answer tells what it is to be signed with.

        Raises:
            TurnError: the server does not do it.
        """
        error = 0
        for _ in range(3):
            message = Message(method, Kind.REQUEST, list(attributes))
            if peer is not None:
                packed = stun.pack_address(peer, message.transaction)
                message.attributes.append((Attribute.XOR_PEER_ADDRESS, packed))
            message.attributes += self._login
            was_signed = self._key is not None
            answer = await self.ask(message)
            if answer.kind is Kind.SUCCESS:
                assert self._key is not None, "a server that relays for anybody"
                assert stun.is_signed_with(answer.content, self._key), "a server that does not know the password"
                return answer
            error = answer.error
            if error not in (401, 438) or (error == 401 and was_signed):
                break
            self._sign_in(answer)
        raise TurnError(error)

    def _sign_in(self, answer: Message) -> None:
        realm, nonce = answer.get(Attribute.REALM), answer.get(Attribute.NONCE)
        assert realm is not None, "a server that asks for a password names its realm"
        assert nonce is not None
        self._key = stun.long_term_key(self.username, realm.decode(), self.password)
        self._login = [
            (Attribute.USERNAME, self.username.encode()),
            (Attribute.REALM, realm),
            (Attribute.NONCE, nonce),
        ]

    async def ask(self, message: Message) -> Message:
        """Send until it is answered: datagrams get lost."""
        answer = asyncio.get_running_loop().create_future()
        self._answers[message.transaction] = answer
        content = message.pack(self._key if self._login and message.method is not Method.BINDING else None)
        wait = FIRST_WAIT_SECONDS
        try:
            for _ in range(TRIES):
                self._write(content)
                done, _pending = await asyncio.wait([answer], timeout=wait)
                if done:
                    return answer.result()
                wait *= 2
        finally:
            del self._answers[message.transaction]
        raise TimeoutError(message.method.name)

    def _write(self, content: bytes) -> None:
        if hasattr(self._transport, "sendto"):
            self._transport.sendto(content)
        else:
            self._transport.write(content)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(exc or ConnectionResetError())

    def datagram_received(self, data: bytes, addr: object) -> None:
        del addr
        if data[0] >> 6 == 1:
            channel, length = struct.unpack("!HH", data[:4])
            self.heard.put_nowait((self._channels[channel], data[4 : 4 + length]))
            return
        message = stun.parse(data)
        if message.kind is Kind.INDICATION:
            peer, content = message.address(Attribute.XOR_PEER_ADDRESS), message.get(Attribute.DATA)
            if peer is not None and content is not None:
                self.heard.put_nowait((peer, content))
        elif (answer := self._answers.get(message.transaction)) is not None and not answer.done():
            answer.set_result(message)

    def data_received(self, data: bytes) -> None:
        """Cut a stream into what datagrams would be."""
        self._rest += data
        while len(self._rest) >= 4:
            _, length = struct.unpack("!HH", self._rest[:4])
            is_channel = self._rest[0] >> 6 == 1
            whole = 4 + length + -length % 4 if is_channel else stun.HEADER_BYTES + length
            if len(self._rest) < whole:
                return
            piece, self._rest = self._rest[:whole], self._rest[whole:]
            self.datagram_received(piece, None)

    def close(self) -> None:
        self._transport.close()


@asynccontextmanager
async def turn_client(
    server: Address, username: str = "", password: str = "", *, transport: Literal["udp", "tcp"] = "udp"
) -> AsyncGenerator[TurnClient]:
    """Somebody who speaks to that server; what they have allocated is given up at the end."""
    client = TurnClient(server, transport, username, password)
    await client.open()
    try:
        yield client
    finally:
        if client.mapped is not None:
            await client.refresh(0)
        client.close()
