"""STUN and TURN servers, by which browsers find a way to each other: one interface, an own coturn, Twilio, or none.

Whoever may relay uses somebody's bandwidth, so nobody gets a password that lasts: credentials name who they are for and
when they end. docs/turn.md tells operators how to set it up.
"""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from mingle.kernel import clock
from mingle.settings import Settings


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of a browser's `RTCConfiguration.iceServers`."""

    urls: list[str]
    username: str | msgspec.UnsetType = msgspec.UNSET
    credential: str | msgspec.UnsetType = msgspec.UNSET


class IceServers(msgspec.Struct, frozen=True):
    """What one person is given, and until when it may be used to begin something."""

    servers: list[IceServer]
    expires_at: datetime


class IceSource(Protocol):
    """Hands out STUN and TURN servers; requests wait for it, so it always answers, and soon."""

    async def servers_for(self, user_id: UUID) -> IceServers:
        """What somebody may use now. Where the relay is away, STUN alone: better than no call."""
        ...

    async def close(self) -> None:
        """Let go of what it has under way."""
        ...


class PlainIce:
    """STUN alone, or nothing: calls between most homes connect, those behind strict firewalls do not."""

    def __init__(self, stun_urls: list[str], lifetime: timedelta) -> None:
        self._servers = stun_servers(stun_urls)
        self._lifetime = lifetime

    async def servers_for(self, user_id: UUID) -> IceServers:
        """The same for everybody."""
        del user_id
        return IceServers(self._servers, clock.now() + self._lifetime)

    async def close(self) -> None:
        """Nothing is under way."""


class OwnTurn:
    """An operator's own TURN servers, which share a secret with us (coturn's `use-auth-secret`)."""

    def __init__(self, turn_urls: list[str], secret: str, stun_urls: list[str], lifetime: timedelta) -> None:
        self._turn_urls = turn_urls
        self._secret = secret
        self._stun = stun_servers(stun_urls)
        self._lifetime = lifetime

    async def servers_for(self, user_id: UUID) -> IceServers:
        """Credentials of this person's own."""
        expires_at = (clock.now() + self._lifetime).replace(microsecond=0)
        username, password = turn_credentials(self._secret, user_id, expires_at)
        return IceServers([*self._stun, IceServer(self._turn_urls, username, password)], expires_at)

    async def close(self) -> None:
        """Nothing is under way."""


def turn_credentials(secret: str, user_id: UUID, expires_at: datetime) -> tuple[str, str]:
    """A username that says until when and for whom, and the password that only the secret gives for it.

    As "A REST API For Access To TURN Services" has it (draft-uberti-behave-turn-rest-00, section 2.2). The server keeps
    nothing, and counts its quotas by what stands behind the colon: a person cannot relay more by asking more often.
    """
    username = f"{int(expires_at.timestamp())}:{user_id}"
    digest = hmac.digest(secret.encode(), username.encode(), "sha1")
    return username, base64.b64encode(digest).decode()


def stun_servers(urls: list[str]) -> list[IceServer]:
    """The entry for STUN servers, if there are any: browsers refuse one without an address."""
    return [IceServer(urls)] if urls else []


def open_ice(settings: Settings) -> IceSource:
    """The source that the settings name."""
    lifetime = timedelta(seconds=settings.turn_credential_seconds)
    if settings.turn_urls:
        return OwnTurn(settings.turn_urls, settings.turn_secret.get_secret_value(), settings.stun_urls, lifetime)
    if settings.twilio_account:
        from mingle.kernel.twilio_ice import TwilioIce  # noqa: PLC0415  # slow, and many do without

        token = settings.twilio_token.get_secret_value()
        return TwilioIce(settings.twilio_url, settings.twilio_account, token, settings.stun_urls, lifetime)
    return PlainIce(settings.stun_urls, lifetime)
