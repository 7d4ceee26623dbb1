"""Packets of Engine.IO v4 and Socket.IO v5, to and from bytes.

Engine.IO, https://github.com/socketio/engine.io-protocol: a digit, then the data; binary data as it is, or base64 after
a `b` where only text can go. Socket.IO, https://github.com/socketio/socket.io-protocol: inside of an Engine.IO message
a digit, the number of attachments and `-`, the namespace and `,`, the id for the acknowledgement, JSON.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from enum import IntEnum
from typing import Any, cast

import msgspec

OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP = b"0", b"1", b"2", b"3", b"4", b"5", b"6"
PROBE, PROBE_ANSWER = b"2probe", b"3probe"
SEPARATOR = b"\x1e"

MAX_ATTACHMENTS = 16
MAX_DEPTH = 64
"""How deep JSON with attachments may be nested: it is walked through for its placeholders."""
# Names that Socket.IO's own libraries use for what happens to a socket; nobody may send them.
RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})


class Malformed(Exception):
    """What came is no packet of these protocols; who sent it is closed."""


class TooDeep(Exception):
    """The JSON of a packet is nested too deeply."""

    def __init__(self, ack_id: int | None) -> None:
        super().__init__()
        self.ack_id = ack_id


class Kind(IntEnum):
    """What a Socket.IO packet is."""

    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4
    BINARY_EVENT = 5
    BINARY_ACK = 6


class Packet(msgspec.Struct):
    """A Socket.IO packet whose JSON nobody has looked at yet."""

    kind: Kind
    namespace: str
    ack_id: int | None
    attachments: int
    json: bytes


_KINDS = {ord(str(int(kind))): kind for kind in Kind}
_HEAD = re.compile(
    rb"4(?P<kind>[0-6])(?:(?P<attachments>\d{1,3})-)?(?P<namespace>/[^,?]*)?(?:\?[^,]*)?(?(namespace)(?:,|$))"
    rb"(?P<ack>\d{1,15})?"
)


def decode(message: bytes) -> Packet:
    """A Socket.IO packet out of an Engine.IO message, its `4` included.

    Raises:
        Malformed: it is none.
    """
    if message[1:3] == b"2[":  # by far the most: an event in the main namespace that wants no acknowledgement
        return Packet(Kind.EVENT, "/", None, 0, message[2:])
    found = _HEAD.match(message)
    if found is None:
        raise Malformed
    kind = _KINDS[found["kind"][0]]
    attachments = found["attachments"]
    if (attachments is not None) is not (kind in (Kind.BINARY_EVENT, Kind.BINARY_ACK)):
        raise Malformed
    if attachments is not None and not 0 < int(attachments) <= MAX_ATTACHMENTS:
        raise Malformed
    try:
        namespace = found["namespace"].decode() if found["namespace"] else "/"
    except UnicodeDecodeError:
        raise Malformed from None
    ack_id = int(found["ack"]) if found["ack"] else None
    return Packet(kind, namespace, ack_id, int(attachments or 0), message[found.end() :])


_decode_parts = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_any = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def decode_arguments(packet: Packet) -> list[msgspec.Raw]:
    """The parts of an event or an acknowledgement, each still JSON.

    Raises:
        Malformed: it is no list.
        TooDeep: it is nested too deeply to be looked at.
    """
    try:
        return _decode_parts(packet.json)
    except RecursionError:
        raise TooDeep(packet.ack_id) from None
    except msgspec.MsgspecError:
        raise Malformed from None


def decode_with_attachments(packet: Packet, attachments: Sequence[bytes]) -> list[Any]:
    """The parts of an event or an acknowledgement, its placeholders filled in.

    Raises:
        Malformed: it is no list, or names attachments that are not there.
        TooDeep: it is nested too deeply to be looked at.
    """
    try:
        parts = _decode_any(packet.json)
    except RecursionError:
        raise TooDeep(packet.ack_id) from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Malformed from None
    if not isinstance(parts, list):
        raise Malformed
    return [_fill_in(part, attachments, MAX_DEPTH, packet.ack_id) for part in cast("list[Any]", parts)]


def decode_name(part: msgspec.Raw | Any) -> str:
    """The name of an event.

    Raises:
        Malformed: it is no text, or a name that is not for others to send.
    """
    if isinstance(part, msgspec.Raw):
        try:
            part = _decode_any(part)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Malformed from None
    if isinstance(part, int) and not isinstance(part, bool):  # JavaScript's own library lets numbers be names
        part = str(part)
    if not isinstance(part, str) or part in RESERVED:
        raise Malformed
    return part


def encode_packet(kind: Kind, namespace: str, parts: Any, *, ack_id: int | None = None, attachments: int = 0) -> bytes:
    """A Socket.IO packet as an Engine.IO message; `parts` may be JSON already (`msgspec.Raw`)."""
    count = f"{attachments}-" if attachments else ""
    path = "" if namespace == "/" else f"{namespace},"
    number = "" if ack_id is None else str(ack_id)
    return f"4{int(kind)}{count}{path}{number}".encode() + (b"" if parts is None else _encode(parts))


def encode_with_attachments(
    kind: Kind, namespace: str, parts: Sequence[Any], ack_id: int | None = None
) -> tuple[bytes, list[bytes]]:
    """An event or acknowledgement, and the binary messages that follow it, if there are any."""
    attachments: list[bytes] = []
    if any(_has_binary(part) for part in parts):
        parts = [_take_out(part, attachments) for part in parts]
        kind = Kind.BINARY_EVENT if kind is Kind.EVENT else Kind.BINARY_ACK
    return encode_packet(kind, namespace, parts, ack_id=ack_id, attachments=len(attachments)), attachments


def event_message(namespace: str, packet: bytes) -> bytes:
    """An event whose JSON is ready, as an Engine.IO message."""
    return (b"42" if namespace == "/" else b"42" + namespace.encode() + b",") + packet


def encode_payload(packets: Sequence[bytes]) -> bytes:
    """Packets as the body of a poll's answer."""
    return SEPARATOR.join(packets)


def encode_binary(data: bytes) -> bytes:
    """A binary message where only text can go."""
    return b"b" + b64encode(data)


def decode_payload(body: bytes) -> list[bytes | bytearray]:
    """The packets in the body of a request; binary ones as `bytearray`.

    Raises:
        Malformed: a binary one is not base64.
    """
    packets: list[bytes | bytearray] = []
    for part in body.split(SEPARATOR):
        if part[:1] == b"b":
            try:
                packets.append(bytearray(b64decode(part[1:], validate=True)))
            except ValueError:
                raise Malformed from None
        else:
            packets.append(part)
    return packets


def _fill_in(value: Any, attachments: Sequence[bytes], depth: int, ack_id: int | None) -> Any:
    if depth == 0:
        raise TooDeep(ack_id)
    if isinstance(value, list):
        return [_fill_in(item, attachments, depth - 1, ack_id) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    entries = cast("dict[str, Any]", value)
    if entries.get("_placeholder") is True:
        number = entries.get("num")
        if not isinstance(number, int) or not 0 <= number < len(attachments):
            raise Malformed
        return attachments[number]
    return {key: _fill_in(item, attachments, depth - 1, ack_id) for key, item in entries.items()}


def _has_binary(value: Any) -> bool:
    if isinstance(value, bytes | bytearray | memoryview):
        return True
    if isinstance(value, dict):
        return any(_has_binary(item) for item in cast("dict[str, Any]", value).values())
    return isinstance(value, list | tuple) and any(_has_binary(item) for item in cast("Sequence[Any]", value))


def _take_out(value: Any, attachments: list[bytes]) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        attachments.append(bytes(cast("bytes", value)))
        return {"_placeholder": True, "num": len(attachments) - 1}
    if isinstance(value, dict):
        return {key: _take_out(item, attachments) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_take_out(item, attachments) for item in cast("Sequence[Any]", value)]
    return value
