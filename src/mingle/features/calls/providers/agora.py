"""Agora: tokens of the kind AccessToken2, which begin with `007`.

The form is Agora's own; there is no document but its published builders and their tests
(https://github.com/AgoraIO/Tools, DynamicKey/AgoraDynamicKey), by which ours was made and is tested::

    token     = "007" + base64(zlib(text(signature) + content))
    content   = text(app id), u32 issued at, u32 lifetime, u32 salt, u16 number of services, services
    service   = u16 kind, u16 number of privileges, (u16 privilege, u32 lifetime) each, then what its kind says of it
    RTC (1)   = text(channel), text(account)
    signature = HMAC-SHA256(key, content), key = HMAC(u32 salt, HMAC(u32 issued at, certificate))

Numbers are little-endian; a text is its length as u16 and its bytes; an HMAC names its key first.
"""

import base64
import hmac
import secrets
import struct
import zlib
from enum import IntEnum
from typing import Final
from uuid import UUID

from mingle.features.calls.providers.contract import MediaPass
from mingle.kernel import clock

VERSION: Final = "007"
RTC: Final = 1
MOST_SALT: Final = 99_999_999


class RtcPrivilege(IntEnum):
    """What somebody may do in a channel."""

    JOIN = 1
    PUBLISH_AUDIO = 2
    PUBLISH_VIDEO = 3
    PUBLISH_DATA = 4


class Agora:
    """A project at Agora, with its App Certificate."""

    def __init__(self, app_id: str, certificate: str, seconds: int) -> None:
        self._app_id = app_id
        self._certificate = certificate
        self._seconds = seconds

    def admit(self, call_id: UUID, user_id: UUID) -> MediaPass:
        """A token for this channel alone; people come in by their account (`joinChannelWithUserAccount`)."""
        channel, account = str(call_id), str(user_id)
        service = rtc_service(channel, account, dict.fromkeys(RtcPrivilege, self._seconds))
        token = access_token(
            self._app_id,
            self._certificate,
            [service],
            issued_at=int(clock.now().timestamp()),
            seconds=self._seconds,
            salt=secrets.randbelow(MOST_SALT) + 1,
        )
        return MediaPass(
            "agora", channel, token=token, app_id=self._app_id, identity=account, ttl_seconds=self._seconds
        )


def access_token(
    app_id: str, certificate: str, services: list[bytes], *, issued_at: int, seconds: int, salt: int
) -> str:
    """An AccessToken2.

    Args:
        app_id: of the project.
        certificate: the project's App Certificate.
        services: what the token is good for, each as `rtc_service` gives it.
        issued_at: when, in seconds since 1970.
        seconds: for how long the whole token is good, whatever its privileges say.
        salt: anything; it makes two tokens of the same second differ.
    """
    content = _text(app_id) + struct.pack("<IIIH", issued_at, seconds, salt, len(services)) + b"".join(services)
    key = hmac.digest(struct.pack("<I", issued_at), certificate.encode(), "sha256")
    key = hmac.digest(struct.pack("<I", salt), key, "sha256")
    signature = hmac.digest(key, content, "sha256")
    return VERSION + base64.b64encode(zlib.compress(_bytes(signature) + content)).decode()


def rtc_service(channel: str, account: str, privileges: dict[RtcPrivilege, int]) -> bytes:
    """Real-time calls: what somebody may do in a channel, each for so many seconds from when the token is issued."""
    listed = [struct.pack("<HI", privilege, seconds) for privilege, seconds in sorted(privileges.items())]
    return struct.pack("<HH", RTC, len(listed)) + b"".join(listed) + _text(channel) + _text(account)


def _text(text: str) -> bytes:
    return _bytes(text.encode())


def _bytes(content: bytes) -> bytes:
    return struct.pack("<H", len(content)) + content
