"""All who are simulated together: they come in, see who is real, like back, wave, and go to evenings."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

import httpx

from mingle.demo import words
from mingle.demo.client import Client
from mingle.demo.lobby import Lobby, Waiters
from mingle.demo.person import DemoPerson
from mingle.demo.refused import Refused
from mingle.demo.talking import Talking
from mingle.demo.tokens import Tokens
from mingle.demo.writing import Writing
from mingle.features.accounts import demo_queries, demo_service
from mingle.kernel import clock
from mingle.kernel.errors import MingleError
from mingle.kernel.resources import Resources

LOOK_SECONDS: Final = 8.0
REAL_SINCE: Final = timedelta(minutes=40)
"""Who has a page open asks for new tokens more often than this, and is seen by it."""
WAVES: Final = 3
TRIED: Final = 12
"""So many are asked at most whether a newcomer fits them."""
AT_AN_EVENING: Final = 12
ARRIVALS_A_SECOND: Final = 20
SETTLED: Final = frozenset({"already_matched", "not_found"})


class Crowd:
    """Some demo people, simulated.

    Args:
        resources: by which tokens are made, and it is seen who is real; all else goes through the front door.
        base_url: where that is.
    """

    def __init__(self, resources: Resources, base_url: str) -> None:
        self._resources = resources
        self._base_url = base_url
        self._pace = resources.settings.demo_pace
        self._waved: set[str] = set()
        self._liked: set[tuple[str, str]] = set()
        self._people: list[DemoPerson] = []
        self._lobbies: list[Lobby] = []
        self._talking: list[Talking] = []

    async def live(self, account_ids: Sequence[UUID]) -> None:
        """Simulate these people until it is cancelled, or nobody is left who is made up."""
        try:
            await self._live(account_ids)
        finally:
            await self._leave()

    async def _live(self, account_ids: Sequence[UUID]) -> None:
        waiters = Waiters({str(one) for one in account_ids})
        limits = httpx.Limits(max_connections=10)
        async with (
            httpx.AsyncClient(base_url=self._base_url, timeout=30, trust_env=False, limits=limits) as http,
            asyncio.TaskGroup() as group,
        ):
            living: list[asyncio.Task[None]] = []
            clients = [await self._client(account_id, http) for account_id in account_ids]
            for number, client in enumerate(clients):
                person = DemoPerson(client, self._pace)
                neighbour = clients[number - 1]
                Writing(person, neighbour)
                self._talking.append(Talking(person, neighbour))
                self._people.append(person)
                self._lobbies.append(Lobby(person, waiters))
                living.append(group.create_task(person.live()))
                await asyncio.sleep(1 / ARRIVALS_A_SECOND)
            await self._look_around()
            for task in living:
                task.cancel()

    async def _leave(self) -> None:
        """End what they are in the middle of."""
        for person in self._people:
            await person.rest()
        for talking in self._talking:
            await talking.close()

    async def _client(self, account_id: UUID, http: httpx.AsyncClient) -> Client:
        async with self._resources.db.transaction() as tx:
            grant = await demo_service.sign_in(tx, account_id)
        return Client(account_id, self._base_url, http, Tokens(self._resources.signer, grant))

    async def _look_around(self) -> None:
        """Do what nobody tells one to do, while there is somebody real."""
        is_anybody_left = True
        while is_anybody_left:
            await asyncio.sleep(LOOK_SECONDS * min(self._pace, 1.0) + 0.2)
            with suppress(MingleError):  # PostgreSQL is away: the next look sees more
                async with self._resources.db.read() as conn:
                    is_anybody_left = bool(await demo_queries.list_demo(conn, 1))
                    real = [str(one) for one in await demo_queries.list_real(conn, clock.now() - REAL_SINCE)]
                if real:
                    await self._meet(real)

    async def _meet(self, real: Sequence[str]) -> None:
        for person in self._people:
            person.do(self._like_back(person))
        for real_id in real:
            if real_id not in self._waved:
                self._waved.add(real_id)
                await self._wave(real_id)
        await self._go_out()

    async def _like_back(self, person: DemoPerson) -> None:
        for like in (await person.client.request("GET", "/likes/received?limit=20"))["items"]:
            liker = like["user"]
            if liker["isDemo"] or (person.id, liker["id"]) in self._liked:
                continue
            self._liked.add((person.id, liker["id"]))
            person.do(self._like(person, liker["id"]))

    async def _like(self, person: DemoPerson, real_id: str) -> None:
        await person.pause(2, 8)
        try:
            await person.client.request("POST", "/likes", {"userId": real_id, "kind": "like"})
        except Refused as refused:
            if str(refused) not in SETTLED:
                self._liked.discard((person.id, real_id))  # the next look tries again
            raise

    async def _wave(self, real_id: str) -> None:
        """Let a few like a newcomer who fits them, the first with a word; who is not to be seen yet is tried again."""
        waved = 0
        for person in random.sample(self._people, min(TRIED, len(self._people))):
            with suppress(Refused):
                feed = await person.client.request("GET", "/discovery?limit=50")
                if all(one["user"]["id"] != real_id for one in feed["items"]):
                    continue
                await person.pause(1, 4)
                kind = {"kind": "superlike", "note": words.WAVE} if waved == 0 else {"kind": "like"}
                await person.client.request("POST", "/likes", {"userId": real_id, **kind})
                waved += 1
            if waved == WAVES:
                return
        if waved == 0:
            self._waved.discard(real_id)

    async def _go_out(self) -> None:
        """Go to the evenings that are announced."""
        with suppress(Refused):
            for event in (await self._people[0].client.request("GET", "/speed-dating"))["items"]:
                for lobby, person in list(zip(self._lobbies, self._people, strict=True))[:AT_AN_EVENING]:
                    seen = {**event, "isSignedUp": event["isSignedUp"] if person is self._people[0] else False}
                    person.do(lobby.join_evening(seen))
