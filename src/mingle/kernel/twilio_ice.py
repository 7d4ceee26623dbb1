"""TURN servers of Twilio's. Loaded only where they are set up: the HTTP client takes a while."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import httpx
import msgspec

from mingle import tasks
from mingle.kernel import clock
from mingle.kernel.ice import IceServer, IceServers, stun_servers
from mingle.kernel.log import get_logger
from mingle.kernel.outbound import client_options
from mingle.kernel.twilio import reason_of

log = get_logger(__name__)

ASK_SECONDS: Final = 4.0
"""How long somebody who wants to call waits for Twilio at most; then they get STUN alone."""
PAUSE: Final = timedelta(seconds=15)
"""After a failure; meanwhile nobody waits."""
MOST_ANSWER_BYTES: Final = 64 * 1024
MOST_SERVERS: Final = 16

_Text = Annotated[str, msgspec.Meta(max_length=1000)]


class _Server(msgspec.Struct):
    """One server as Twilio writes it: `url` is what `urls` was called once."""

    urls: _Text | list[_Text] = ""
    url: _Text = ""
    username: _Text = ""
    credential: _Text = ""

    def addresses(self) -> list[str]:
        found = [self.urls] if isinstance(self.urls, str) else self.urls
        return [one for one in (found if any(found) else [self.url]) if one.startswith(("stun:", "turn:", "turns:"))]

    @property
    def relays(self) -> bool:
        return bool(self.username and self.credential) and any(one.startswith("turn") for one in self.addresses())


class _Token(msgspec.Struct):
    ice_servers: list[_Server]
    ttl: str | int


class _Kept(msgspec.Struct, frozen=True):
    servers: list[IceServer]
    renew_at: datetime
    expires_at: datetime


class TwilioIce:
    """Network Traversal Service Tokens (https://www.twilio.com/docs/stun-turn/api), one for everybody at this process.

    A token is used for half of its life, so that whoever gets it has at least the other half, and the next one is
    fetched while the old one still serves. Twilio away: the old one for as long as it lasts, then STUN alone.
    """

    def __init__(
        self,
        url: str,
        account: str,
        token: str,
        stun_urls: list[str],
        lifetime: timedelta,
        *,
        ask_seconds: float = ASK_SECONDS,
    ) -> None:
        self._url = f"{url}/2010-04-01/Accounts/{account}/Tokens.json"
        self._auth = httpx.BasicAuth(account, token)
        self._fallback = stun_servers(stun_urls)
        self._lifetime = lifetime
        self._ask_seconds = ask_seconds
        self._kept: _Kept | None = None
        self._asking: asyncio.Task[None] | None = None
        self._not_before: datetime | None = None

    async def servers_for(self, user_id: UUID) -> IceServers:
        """The servers of the token at hand; whoever comes when there is none waits for it, all for the same one."""
        del user_id
        now = clock.now()
        if self._is_due(now) and self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        if self._asking is not None and not self._serves(now):
            await asyncio.wait([self._asking])  # it ends by itself, in time, and raises nothing
        if self._kept is not None and self._serves(now):
            return IceServers(self._kept.servers, self._kept.expires_at)
        return IceServers(self._fallback, now + PAUSE)

    async def close(self) -> None:
        """Stop asking."""
        if self._asking is not None:
            await tasks.end(self._asking)

    def _serves(self, now: datetime) -> bool:
        return self._kept is not None and now < self._kept.expires_at

    def _is_due(self, now: datetime) -> bool:
        if self._not_before is not None and now < self._not_before:
            return False
        return self._kept is None or now >= self._kept.renew_at

    async def _ask(self) -> None:
        """Fetch the next token; what goes wrong is logged, and tried again after a pause."""
        began = clock.now()
        try:
            self._kept = await self._fetch(began)
            self._not_before = None
        except (httpx.HTTPError, OSError, TimeoutError, ValueError) as error:
            self._not_before = clock.now() + PAUSE
            log.warning("Twilio gives no TURN servers", reason=str(error) or type(error).__name__)
        finally:
            self._asking = None

    async def _fetch(self, began: datetime) -> _Kept:
        form = {"Ttl": str(int(self._lifetime.total_seconds()))}
        async with asyncio.timeout(self._ask_seconds), httpx.AsyncClient(**client_options()) as client:
            answer = await client.post(self._url, data=form, auth=self._auth)
        if answer.status_code not in (200, 201):
            msg = f"status {answer.status_code}, error {reason_of(answer)}"
            raise ValueError(msg)
        if len(answer.content) > MOST_ANSWER_BYTES:
            msg = "the answer is too long"
            raise ValueError(msg)
        return _understood(answer.content, began)


def _understood(content: bytes, began: datetime) -> _Kept:
    """The servers of an answer.

    Raises:
        ValueError: it is none that calls could use; in words that quote no credential.
    """
    try:
        token = msgspec.json.decode(content, type=_Token)
        seconds = int(token.ttl)
    except (msgspec.DecodeError, ValueError):
        msg = "the answer is no token"
        raise ValueError(msg) from None
    if not (0 < seconds <= 7 * 86_400 and any(one.relays for one in token.ice_servers)):
        msg = "the answer has no server that relays"
        raise ValueError(msg)
    lifetime = timedelta(seconds=seconds)
    servers = [_server(one) for one in token.ice_servers[:MOST_SERVERS] if one.addresses()]
    return _Kept(servers, began + lifetime / 2, began + lifetime)


def _server(said: _Server) -> IceServer:
    if said.relays:
        return IceServer(said.addresses(), said.username, said.credential)
    return IceServer(said.addresses())
