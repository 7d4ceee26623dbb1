"""WebSocket frames as a server writes them: whole messages, never masked (RFC 6455, section 5.2)."""

import struct

_SHORT = struct.Struct("!BB").pack
_MEDIUM = struct.Struct("!BBH").pack
_LONG = struct.Struct("!BBQ").pack

FINAL_TEXT = 0x81
FINAL_BINARY = 0x82


def text_frame(payload: bytes) -> bytes:
    """A text message, ready for any number of sockets."""
    return _header(FINAL_TEXT, len(payload)) + payload


def binary_frame(payload: bytes) -> bytes:
    """A binary message."""
    return _header(FINAL_BINARY, len(payload)) + payload


def _header(first: int, length: int) -> bytes:
    if length < 126:
        return _SHORT(first, length)
    if length < 1 << 16:
        return _MEDIUM(first, 126, length)
    return _LONG(first, 127, length)
