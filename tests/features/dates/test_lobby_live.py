"""What is told of the lobby: whoever had the reel, and heard what became of it, has what a fresh reel says."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import psycopg
import pytest

from mingle.features.dates.lobby_hearing import Hearing
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device
from tests.features.chats.conftest import Serve
from tests.features.dates.dating import begin, dating, in_database
from tests.features.dates.lobby import QUICK, join, reel, told_of
from tests.features.discovery.conftest import crowd
from tests.features.people.conftest import ask
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

STEPS, PEOPLE = 40, 6
EVERYBODY = {"genders": ["woman", "man"], "ageMin": 18, "ageMax": 99, "goals": ["dates"]}
NOBODY = {"genders": ["woman"], "ageMin": 18, "ageMax": 19, "goals": ["dates"]}


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(**QUICK) as connected:
        yield connected


class Evening:
    """People who come, meet, block each other and go, and what each has heard of the others."""

    def __init__(
        self, servers: list[httpx.AsyncClient], people: list[Person], stack: AsyncExitStack, seed: int
    ) -> None:
        self._servers = servers
        self._people = people
        self._stack = stack
        self._chance = random.Random(seed)
        self._tabs: dict[Person, Device] = {}
        self._seen: dict[Person, set[str]] = {}
        self._dates: list[tuple[Device, Device, str]] = []
        self._met: defaultdict[Person, set[str]] = defaultdict(set)

    async def step(self) -> None:
        """Do any one thing."""
        steps = [self.come, self.come, self.go, self.vanish, self.wish, self.meet, self.part, self.block]
        await self._chance.choice(steps)()

    async def come(self) -> None:
        """Somebody joins, at any server."""
        person, server = self._chance.choice(self._people), self._chance.choice(self._servers)
        if person not in self._tabs:
            tab = await self._stack.enter_async_context(device(server, person, "tab"))
            await join(tab)
            self._tabs[person], self._seen[person] = tab, set(await reel(self._servers[0], person))

    async def go(self) -> None:
        """Somebody leaves."""
        person = self._somebody()
        if person is not None:
            tab = self._tabs.pop(person)
            await tab.do("queue:leave")
            tab.socket.abort()

    async def vanish(self) -> None:
        """Somebody's connection is lost."""
        person = self._somebody()
        if person is not None:
            self._tabs.pop(person).socket.abort()

    async def wish(self) -> None:
        """Somebody wants to see nobody, or everybody, from now on, and comes in anew."""
        person = self._somebody()
        if person is not None:
            tab = self._tabs[person]
            await tab.do("queue:leave")
            await ask(self._servers[0], person, "PUT", "/user/me/preferences", self._chance.choice([EVERYBODY, NOBODY]))
            await join(tab)
            await tab.heard("queue:update")
            self._seen[person] = set(await reel(self._servers[0], person))

    async def meet(self) -> None:
        """Two begin a date."""
        one = self._somebody()
        others = [] if one is None else await reel(self._servers[0], one)
        other = next((two for two in self._tabs if str(two.id) in others and not self._is_on_date(two)), None)
        if one is not None and other is not None:
            room = await begin(self._tabs[one], self._tabs[other])
            self._dates.append((self._tabs[one], self._tabs[other], room["roomId"]))
            self._met[one].add(str(other.id))
            self._met[other].add(str(one.id))

    async def part(self) -> None:
        """A date ends."""
        if self._dates:
            one, other, room_id = self._dates.pop(self._chance.randrange(len(self._dates)))
            await one.do("call:end", roomId=room_id)
            await other.hear("session:finalized")

    async def block(self) -> None:
        """Somebody blocks anybody."""
        one, other = self._somebody(), self._chance.choice(self._people)
        if one not in {None, other} and one is not None and self._chance.random() < 0.3:
            await ask(self._servers[0], one, "POST", f"/users/{other.id}/block")

    async def is_known(self) -> bool:
        """Whether everybody has what a fresh reel says."""
        for person, tab in self._tabs.items():
            for told in await tab.heard("queue:update"):
                (self._seen[person].add if told["available"] else self._seen[person].discard)(told["userId"])
            if self._seen[person] - self._met[person] != set(await reel(self._servers[0], person)):
                return False
        return True

    def _somebody(self) -> Person | None:
        """Anybody who is there and on no date."""
        free = [person for person in self._tabs if not self._is_on_date(person)]
        return self._chance.choice(free) if free else None

    def _is_on_date(self, person: Person) -> bool:
        return any(person in {one.person, other.person} for one, other, _ in self._dates)


async def test_whatever_happens_what_is_told_is_what_a_fresh_reel_says(
    serve: Serve, client: httpx.AsyncClient, settings: Settings
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    async with serve(**QUICK) as elsewhere, AsyncExitStack() as stack:
        evening = Evening([client, elsewhere], crowd(settings, PEOPLE), stack, seed)
        for number in range(STEPS):
            await evening.step()
            if number % 4 == 3:
                await eventually(evening.is_known, f"the same as a fresh reel, after step {number} of seed {seed}")


async def test_two_who_block_each_other_hear_of_each_other_no_more(
    serve: Serve, client: httpx.AsyncClient, settings: Settings
) -> None:
    """Each sees the other leave, whoever has blocked whom; a third hears nothing of it."""
    ada, ben, cleo = crowd(settings, 3)
    async with (
        serve(**QUICK) as elsewhere,
        device(client, ada) as at_ada,
        device(elsewhere, ben) as at_ben,
        device(client, cleo) as at_cleo,
    ):
        for tab in (at_ada, at_ben, at_cleo):
            assert await join(tab)
        for tab, other in ((at_ada, ben), (at_ben, cleo), (at_ada, cleo)):
            assert (await told_of(tab, other))["online"]
        await ask(client, ada, "POST", f"/users/{ben.id}/block")
        for tab, other in ((at_ada, ben), (at_ben, ada)):
            assert await told_of(tab, other) == {"userId": str(other.id), "online": False, "available": False}
        await at_ben.do("queue:leave")
        assert not (await told_of(at_cleo, ben))["online"]
        assert await at_ada.heard("presence:update") == []


async def test_who_comes_again_after_a_crash_is_told_of_to_whoever_has_not_heard_of_them(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    with psycopg.connect(settings.database_url) as connection:  # as their server left it, killed before it told anybody
        connection.execute(
            "INSERT INTO lobby_people (account_id, joined_at, device_id, binding, seen_at, due_at)"
            " VALUES (%s, now(), 'tab', gen_random_uuid(), now(), now() + interval '1 hour')",
            (ada.id,),
        )
    async with device(client, ben) as at_ben, device(client, ada) as at_ada:
        await at_ben.do("presence:join")
        assert await join(at_ada)
        assert (await told_of(at_ben, ada))["online"]


async def test_who_takes_long_to_come_in_does_not_make_the_others_go(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    lease = timedelta(seconds=float(QUICK["lobby_lease_seconds"]))

    def heard_from() -> datetime:
        [(moment,)] = in_database(settings, "SELECT seen_at FROM lobby_people WHERE account_id = %s", ada.id)
        return moment

    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        await join(at_ada)
        with psycopg.connect(settings.database_url) as held:
            held.execute("SELECT FROM accounts WHERE id = %s FOR UPDATE", (ben.id,))
            coming = asyncio.create_task(join(at_ben))
            until = heard_from() + 3 * lease
            await eventually(lambda: heard_from() > until, "signs of life while somebody comes in")
            assert not coming.done()
        assert await coming
        assert (await told_of(at_ada, ben))["online"]


async def test_who_watches_hears_of_those_who_were_there_before_and_of_calls(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with device(client, cleo) as at_cleo, dating(client, ada, ben) as (at_ada, _, room):
        await at_cleo.do("presence:join")
        await at_ada.do("call:end", roomId=room["roomId"])
        for _ in (ada, ben):
            assert (await at_cleo.hear("queue:update"))["available"]
        await at_ada.do("queue:leave")
        assert not (await told_of(at_cleo, ada))["online"]


async def test_a_crowd_that_comes_at_the_same_moment_hears_of_each_other(
    serve: Serve, client: httpx.AsyncClient, settings: Settings
) -> None:
    """Of two who come at once, at least the one who is looked for later finds both, and tells the other."""
    people = crowd(settings, 12)
    async with serve(**QUICK) as elsewhere, AsyncExitStack() as stack:
        tabs = [
            await stack.enter_async_context(device(client if number % 2 else elsewhere, one))
            for number, one in enumerate(people)
        ]
        await asyncio.gather(*(join(tab) for tab in tabs))
        known = {tab: set(await reel(client, tab.person)) for tab in tabs}
        assert all(len(one) == 11 for one in known.values())
        await tabs[0].do("queue:leave")
        for tab in tabs[1:]:
            assert not (await tab.hear("presence:update", lambda one: not one["online"]))["available"]


def test_what_is_noted_of_who_hears_of_whom_goes_with_them() -> None:
    hearing, (ada, ben, cleo) = Hearing(), (UUID(int=number) for number in (1, 2, 3))
    hearing.add(ada, [ben, cleo])
    hearing.add(ben, [cleo])
    assert hearing.remove(ben, cleo)
    assert not hearing.remove(ben, cleo)
    assert hearing.listeners(cleo) == [ada]
    hearing.forget(cleo)
    assert hearing.told_of(ada) == {ben}
    hearing.forget_listener(ada)
    assert (hearing.all_listeners(), hearing.listeners(ben)) == ([], [])
