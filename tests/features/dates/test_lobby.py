"""The lobby: who is there, who hears of it, and who can be invited."""

from collections.abc import AsyncGenerator

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import sign_up
from tests.features.calls.conftest import device
from tests.features.chats.conftest import Serve, private_chat
from tests.features.dates.lobby import QUICK, can_be_invited, join, reel, told_of
from tests.features.discovery.conftest import crowd, judge
from tests.features.people.conftest import ask
from tests.support.killed import kill, servers

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(**QUICK) as connected:
        yield connected


async def test_who_comes_is_seen_by_those_whom_they_fit_and_gone_when_they_leave(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    mara, noa = crowd(settings, 2)
    async with device(client, mara) as hers, device(client, noa) as his:
        assert await join(hers)
        assert await reel(client, noa) == [str(mara.id)]
        assert await join(his)
        assert await told_of(hers, noa) == {"userId": str(noa.id), "online": True, "available": True}
        assert await can_be_invited(hers, noa)
        assert await reel(client, mara) == [str(noa.id)]
        await his.do("queue:leave")
        assert await told_of(hers, noa) == {"userId": str(noa.id), "online": False, "available": False}
        assert await reel(client, mara) == []


async def test_who_only_watches_hears_of_it_and_is_not_found(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, noa = crowd(settings, 2)
    async with device(client, mara) as hers, device(client, noa) as his:
        await hers.do("presence:join")
        assert await join(his)
        assert (await told_of(hers, noa))["online"]
        assert await reel(client, noa) == []


async def test_a_closed_connection_leaves_after_a_moment_and_a_reload_does_not(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    mara, noa = crowd(settings, 2)
    async with device(client, mara) as hers:
        assert await join(hers)
        async with device(client, noa) as his:
            assert await join(his)
            assert (await told_of(hers, noa))["online"]
            his.socket.abort()
        async with device(client, noa) as again:
            assert await join(again)
            told = [one["online"] for one in await hers.heard("presence:update") if one["userId"] == str(noa.id)]
            assert False not in told
            assert await reel(client, mara) == [str(noa.id)]
        assert not (await told_of(hers, noa))["online"]


async def test_the_last_tab_is_that_of_the_lobby(serve: Serve, client: httpx.AsyncClient, settings: Settings) -> None:
    mara, noa = crowd(settings, 2)
    async with (
        serve(**QUICK) as elsewhere,
        device(client, mara, "one") as first,
        device(elsewhere, mara, "two") as second,
        device(client, noa) as his,
    ):
        assert await join(his)
        assert await join(first)
        assert (await told_of(his, mara))["online"]
        assert await join(second)
        await first.hear("queue:moved")
        await first.do("queue:leave")
        assert await reel(client, noa) == [str(mara.id)]


async def test_people_on_two_servers_see_each_other(
    serve: Serve, client: httpx.AsyncClient, settings: Settings
) -> None:
    mara, noa = crowd(settings, 2)
    async with serve(**QUICK) as elsewhere, device(client, mara) as hers, device(elsewhere, noa) as his:
        assert await join(hers)
        assert await join(his)
        assert (await told_of(hers, noa))["available"]


async def test_those_who_do_not_fit_hear_nothing(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, blocked, passed, older = crowd(settings, 4)
    await ask(client, mara, "POST", f"/users/{blocked.id}/block")
    await judge(client, mara, passed, "pass")
    narrow = {"genders": ["woman"], "ageMin": 18, "ageMax": 20, "goals": ["dates"]}
    await ask(client, older, "PUT", "/user/me/preferences", narrow)
    async with (
        device(client, mara) as hers,
        device(client, blocked) as one,
        device(client, passed) as two,
        device(client, older) as three,
    ):
        for tab in (one, two, three):
            assert await join(tab)
        assert await join(hers)
        for tab in (one, two, three):
            assert str(mara.id) not in [one["userId"] for one in await tab.heard("presence:update")]
            assert str(mara.id) not in await reel(client, tab.person)
        assert await reel(client, mara) == []


async def test_who_cannot_be_found_does_not_come_in(client: httpx.AsyncClient) -> None:
    hidden = await sign_up(client)
    async with device(client, hidden) as tab:
        assert await tab.refused("queue:join") == "profile_hidden"


async def test_who_is_in_a_call_cannot_be_invited_until_it_is_over(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    mara, noa, lin = crowd(settings, 3)
    chat_id = await private_chat(client, noa, lin)
    async with device(client, mara) as hers, device(client, noa) as his, device(client, lin) as other:
        assert await join(hers)
        assert await join(his)
        assert await can_be_invited(hers, noa)
        call = await his.call(chat_id)
        await other.hear("call:incoming")
        await other.answer(call["id"])
        assert not await can_be_invited(hers, noa)
        assert await reel(client, mara) == []
        await other.end(call["id"])
        assert await can_be_invited(hers, noa)
        assert await reel(client, mara) == [str(noa.id)]


async def test_the_reel_is_not_for_counting_people(serve: Serve, settings: Settings) -> None:
    [mara] = crowd(settings, 1)
    async with serve(**{**QUICK, "rate_limits": True}) as strict:
        answers = [(await strict.get("/api/room/queue", headers=mara.headers)).status_code for _ in range(70)]
    assert set(answers) == {200, 429}
    assert answers.count(200) <= 60


async def test_who_was_on_a_process_that_dies_is_gone_everywhere(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, noa = crowd(settings, 2)
    quick = settings.model_copy(update={"lobby_lease_seconds": QUICK["lobby_lease_seconds"]})
    async with device(client, mara) as hers, servers(quick, 1) as [(process, elsewhere)], device(elsewhere, noa) as his:
        assert await join(hers)
        assert await join(his)
        assert (await told_of(hers, noa))["online"]
        await kill(process)
        assert await told_of(hers, noa) == {"userId": str(noa.id), "online": False, "available": False}
        assert await reel(client, mara) == []


async def test_who_is_there_all_the_time_stays(client: httpx.AsyncClient, settings: Settings) -> None:
    """Also when the server forgets them: it was away for longer than a lease."""
    mara, noa = crowd(settings, 2)
    async with device(client, mara) as hers, device(client, noa) as his:
        assert await join(hers)
        assert await join(his)
        assert (await told_of(hers, noa))["online"]
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("DELETE FROM lobby_people WHERE account_id = %s", (noa.id,))
        assert (await told_of(hers, noa))["online"]
        assert await reel(client, mara) == [str(noa.id)]
