"""STUN messages (RFC 8489) with what TURN adds to them (RFC 8656), as far as the tests speak it."""

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

MAGIC = 0x2112A442
HEADER_BYTES = 20
INTEGRITY_BYTES = 24
"""Of the attribute, with its header."""

Address = tuple[str, int]


class Method(IntEnum):
    BINDING = 0x001
    ALLOCATE = 0x003
    REFRESH = 0x004
    SEND = 0x006
    DATA = 0x007
    CREATE_PERMISSION = 0x008
    CHANNEL_BIND = 0x009


class Kind(IntEnum):
    """What becomes of a message: its class."""

    REQUEST = 0x000
    INDICATION = 0x010
    SUCCESS = 0x100
    ERROR = 0x110


class Attribute(IntEnum):
    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    CHANNEL_NUMBER = 0x000C
    LIFETIME = 0x000D
    XOR_PEER_ADDRESS = 0x0012
    DATA = 0x0013
    REALM = 0x0014
    NONCE = 0x0015
    XOR_RELAYED_ADDRESS = 0x0016
    REQUESTED_ADDRESS_FAMILY = 0x0017
    REQUESTED_TRANSPORT = 0x0019
    XOR_MAPPED_ADDRESS = 0x0020
    SOFTWARE = 0x8022


@dataclass
class Message:
    """One message; its attributes are bytes, in the order in which they stand."""

    method: Method
    kind: Kind
    attributes: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    transaction: bytes = field(default_factory=lambda: os.urandom(12))
    content: bytes = b""
    """What it was parsed from."""

    def get(self, attribute: Attribute) -> bytes | None:
        return next((value for name, value in self.attributes if name == attribute), None)

    def address(self, attribute: Attribute) -> Address | None:
        value = self.get(attribute)
        return None if value is None else unpack_address(value, self.transaction)

    @property
    def error(self) -> int:
        """The number of the error that it tells; 0 for none."""
        value = self.get(Attribute.ERROR_CODE)
        return 0 if value is None else (value[2] & 7) * 100 + value[3]

    def pack(self, key: bytes | None = None) -> bytes:
        """Its bytes; with a key, signed at the end."""
        body = b"".join(_packed(name, value) for name, value in self.attributes)
        if key is None:
            return self._header(len(body)) + body
        signed = self._header(len(body) + INTEGRITY_BYTES) + body
        return signed + _packed(Attribute.MESSAGE_INTEGRITY, hmac.digest(key, signed, "sha1"))

    def _header(self, length: int) -> bytes:
        return struct.pack("!HHI", self.method | self.kind, length, MAGIC) + self.transaction


def parse(content: bytes) -> Message:
    """A message.

    Raises:
        ValueError: it is none that we know.
    """
    if len(content) < HEADER_BYTES:
        msg = "too short"
        raise ValueError(msg)
    kind, length, magic = struct.unpack("!HHI", content[:8])
    if magic != MAGIC or len(content) != HEADER_BYTES + length:
        msg = "not a message of STUN"
        raise ValueError(msg)
    attributes: list[tuple[int, bytes]] = []
    rest = content[HEADER_BYTES:]
    while rest:
        name, size = struct.unpack("!HH", rest[:4])
        attributes.append((name, rest[4 : 4 + size]))
        rest = rest[4 + size + -size % 4 :]
    return Message(Method(kind & ~0x110), Kind(kind & 0x110), attributes, content[8:HEADER_BYTES], content)


def is_signed_with(content: bytes, key: bytes) -> bool:
    """Whether the bytes of a message, the signature at their end apart, are what the key has signed."""
    at = HEADER_BYTES
    while at < len(content):
        name, size = struct.unpack("!HH", content[at : at + 4])
        if name == Attribute.MESSAGE_INTEGRITY:
            length = struct.pack("!H", at + INTEGRITY_BYTES - HEADER_BYTES)
            signed = content[:2] + length + content[4:at]
            return hmac.compare_digest(hmac.digest(key, signed, "sha1"), content[at + 4 : at + 4 + size])
        at += 4 + size + -size % 4
    return False


def long_term_key(username: str, realm: str, password: str) -> bytes:
    """The key of somebody with a password (RFC 8489, section 9.2.2)."""
    return hashlib.md5(f"{username}:{realm}:{password}".encode()).digest()


def pack_address(address: Address, transaction: bytes) -> bytes:
    """An address, masked so that no box on the way rewrites it."""
    host, port = ip_address(address[0]), address[1]
    family = 1 if isinstance(host, IPv4Address) else 2
    return struct.pack("!BBH", 0, family, port ^ MAGIC >> 16) + _masked(host.packed, transaction)


def unpack_address(value: bytes, transaction: bytes) -> Address:
    host = _masked(value[4:], transaction)
    kind = IPv4Address if value[1] == 1 else IPv6Address
    return str(kind(host)), struct.unpack("!H", value[2:4])[0] ^ MAGIC >> 16


def _masked(host: bytes, transaction: bytes) -> bytes:
    mask = struct.pack("!I", MAGIC) + transaction
    return bytes(one ^ other for one, other in zip(host, mask, strict=False))


def _packed(name: int, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)
