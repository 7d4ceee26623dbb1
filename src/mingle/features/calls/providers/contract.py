"""What every provider of media can do."""

from typing import Literal, Protocol
from uuid import UUID

import msgspec

ProviderName = Literal["mesh", "livekit", "agora"]


class MediaPass(msgspec.Struct, rename="camel", omit_defaults=True):
    """What lets one person into the media of one call. In a mesh there is nothing to be let into.

    Attributes:
        provider: who carries the media.
        room: what the call is called there.
        url: where LiveKit is.
        token: what it or Agora lets the person in by; it is to be fetched again before it ends.
        app_id: whose Agora it is.
        identity: as whom the token lets in.
        ttl_seconds: how long it does.
    """

    provider: ProviderName
    room: str
    url: str | msgspec.UnsetType = msgspec.UNSET
    token: str | msgspec.UnsetType = msgspec.UNSET
    app_id: str | msgspec.UnsetType = msgspec.UNSET
    identity: str | msgspec.UnsetType = msgspec.UNSET
    ttl_seconds: int | msgspec.UnsetType = msgspec.UNSET


class MediaProvider(Protocol):
    """Lets people into the media of calls."""

    def admit(self, call_id: UUID, user_id: UUID) -> MediaPass:
        """What lets this person into this call; whether they may come in is settled before."""
        ...


class Mesh:
    """Every browser sends to every other, and signals pass through our sockets."""

    def admit(self, call_id: UUID, user_id: UUID) -> MediaPass:
        """Only that it is so."""
        del user_id
        return MediaPass("mesh", str(call_id))
