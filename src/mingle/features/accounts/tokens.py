"""Access tokens, and who is behind them.

An access token says which session it belongs to, and nothing that could be out of date. Whether the session still
lives is asked of PostgreSQL at most every three seconds for each process and session, and forgotten at once when the
bus says that it has ended; so a revoked session ends within three seconds even when the bus is away.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from mingle import tasks
from mingle.features.accounts import session_queries
from mingle.features.accounts.errors import SessionEnded
from mingle.features.accounts.policy import ACCESS_TOKEN_LIFETIME
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Database
from mingle.kernel.errors import Unauthenticated, Unavailable
from mingle.kernel.resources import Resources
from mingle.kernel.security import BadSignature, Signer
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Identity

SESSIONS_ROOM = "sessions"
"""Every process hears it: which sessions have ended."""

AUDIENCE = "access"
TRUSTED_SECONDS = 3.0
REMEMBERED_SESSIONS = 100_000
REMEMBERED_TOKENS = 20_000


@dataclass(frozen=True)
class Grant:
    """What a session hands out."""

    account_id: UUID
    session_id: UUID
    refresh_token: str
    expires_at: datetime
    """When the session ends for good."""
    second_factor_at: datetime | None = None


def access_token(signer: Signer, grant: Grant) -> str:
    """A token for 15 minutes."""
    return signer.sign(AUDIENCE, {"sid": str(grant.session_id)}, ACCESS_TOKEN_LIFETIME)


class Callers:
    """Knows who is behind an access token."""

    def __init__(self, db: Database, signer: Signer) -> None:
        self._db = db
        self._signer = signer
        self._seen: dict[UUID, tuple[float, Actor | None]] = {}
        # What a signature says never changes, and checking it costs as much as a third of a query.
        self._verified: dict[str, tuple[UUID, float]] = {}
        self._hub: Hub | None = None

    async def identify(self, token: str) -> Actor:
        """Who is behind a token.

        Raises:
            Unauthenticated: it is not good.
            SessionEnded: its session has ended.
        """
        actor = await self._actor_of(self._session_of(token)[0])
        if actor is None:
            raise SessionEnded
        return actor

    async def identify_socket(self, token: str) -> Identity:
        """Who is behind a token, and until when; as `identify`.

        A socket shows its token once: remembered, it would cost as much memory as a twentieth of the socket.
        """
        session_id, expires_at = self._verify(token)
        if expires_at <= clock.now().timestamp():
            raise Unauthenticated
        actor = await self._actor_of(session_id)
        if actor is None:
            raise SessionEnded
        return Identity(str(actor.id), str(session_id), expires_at, actor)

    def forget(self, _room: str, packet: bytes) -> None:
        """Hear from the bus that a session has ended."""
        _, ended = msgspec.json.decode(packet, type=tuple[str, dict[str, UUID]])
        self._seen.pop(ended["sessionId"], None)
        if self._hub is not None:
            self._hub.disconnect_session_here(str(ended["sessionId"]))

    @asynccontextmanager
    async def watching(self, hub: Hub) -> AsyncGenerator[None]:
        """Close the sockets of sessions that end.

        The bus tells at once. It may lose a word, and who ended the session may have died before saying it, so
        PostgreSQL is asked as often as it is for requests.
        """
        self._hub = hub
        asking = asyncio.create_task(self._ask_again_and_again(hub))
        try:
            yield
        finally:
            await tasks.end(asking)

    async def _ask_again_and_again(self, hub: Hub) -> None:
        while True:
            await asyncio.sleep(TRUSTED_SECONDS)
            session_ids = [UUID(one) for one in hub.sessions_here()]
            if not session_ids:
                continue
            with suppress(Unavailable):  # PostgreSQL is away: the next round asks again
                async with self._db.transaction() as tx:
                    ended = await session_queries.find_ended(tx, session_ids, clock.now())
                for session_id in ended:
                    hub.disconnect_session_here(str(session_id))

    def _session_of(self, token: str) -> tuple[UUID, float]:
        session_id, expires_at = self._verified.get(token) or self._remember(token)
        if expires_at <= clock.now().timestamp():
            raise Unauthenticated
        return session_id, expires_at

    def _verify(self, token: str) -> tuple[UUID, float]:
        try:
            claims = self._signer.verify(AUDIENCE, token)
            return UUID(str(claims.get("sid"))), float(claims["exp"])
        except (BadSignature, ValueError) as error:
            raise Unauthenticated from error

    def _remember(self, token: str) -> tuple[UUID, float]:
        verified = self._verify(token)
        if len(self._verified) >= REMEMBERED_TOKENS:
            self._verified.clear()
        self._verified[token] = verified
        return verified

    async def _actor_of(self, session_id: UUID) -> Actor | None:
        now = time.monotonic()
        seen = self._seen.get(session_id)
        if seen is not None and now - seen[0] < TRUSTED_SECONDS:
            return seen[1]
        async with self._db.transaction() as tx:  # the primary: a replica may not know yet that it has ended
            caller = await session_queries.find_caller(tx, session_id, clock.now())
        actor = caller.as_actor() if caller is not None else None
        if caller is not None and caller.is_held_back:
            return actor  # not remembered: what it may do changes with the next answer to a step-up
        if len(self._seen) >= REMEMBERED_SESSIONS:
            self._seen.clear()
        self._seen[session_id] = (now, actor)
        return actor


@asynccontextmanager
async def open_callers(resources: Resources) -> AsyncGenerator[Callers]:
    """Know callers, and hear which sessions end."""
    callers = Callers(resources.db, resources.signer)
    await resources.bus.subscribe(SESSIONS_ROOM, callers.forget)
    yield callers
    await resources.bus.unsubscribe(SESSIONS_ROOM)


async def authenticate(connection: ASGIConnection[Any, Any, Any, Any], _resources: Resources) -> Actor | None:
    """Who sends a request: the owner of its bearer token (RFC 6750); None when it has none.

    Raises:
        Unauthenticated: the token is not good.
        SessionEnded: the session of the token has ended.
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    callers: Callers = connection.app.state.callers
    return await callers.identify(token.strip())


async def authenticate_socket(token: str, state: State) -> Identity:
    """Whose socket it is that shows an access token.

    Raises:
        Unauthenticated: the token is not good.
        SessionEnded: the session of the token has ended.
    """
    callers: Callers = state.callers
    return await callers.identify_socket(token)
