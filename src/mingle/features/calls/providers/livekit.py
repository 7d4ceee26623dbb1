"""LiveKit: a JWT that names the person, the room, and what they may do there.

The form is LiveKit's own (https://docs.livekit.io/frontends/reference/tokens-grants, "Token structure" and "Video
grant"), on RFC 7519 with HS256.
"""

from typing import Any
from uuid import UUID

import jwt

from mingle.features.calls.providers.contract import MediaPass
from mingle.kernel import clock

ALGORITHM = "HS256"


class LiveKit:
    """A LiveKit server of one's own, or LiveKit Cloud."""

    def __init__(self, url: str, key: str, secret: str, seconds: int) -> None:
        self._url = url
        self._key = key
        self._secret = secret
        self._seconds = seconds

    def admit(self, call_id: UUID, user_id: UUID) -> MediaPass:
        """A token for this room alone, with which nothing can be administered."""
        room, identity = str(call_id), str(user_id)
        claims = join_claims(self._key, identity, room, int(clock.now().timestamp()), self._seconds)
        return MediaPass(
            "livekit",
            room,
            url=self._url,
            token=sign(claims, self._secret),
            identity=identity,
            ttl_seconds=self._seconds,
        )


def join_claims(key: str, identity: str, room: str, now: int, seconds: int) -> dict[str, Any]:
    """What a token says of somebody who may join a room, be heard and seen there, and hear and see the others."""
    grant = {"room": room, "roomJoin": True, "canPublish": True, "canSubscribe": True, "canPublishData": True}
    return {"exp": now + seconds, "iss": key, "nbf": now, "sub": identity, "video": grant}


def sign(claims: dict[str, Any], secret: str) -> str:
    """The token, whose times are given: the clock of this machine has no say."""
    return jwt.encode(claims, secret, ALGORITHM)
