"""Somebody who is erased in the middle of an invitation, of a date, or in the lobby: the other is told, and is free."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from mingle.settings import Settings
from tests.features.chats.conftest import Serve
from tests.features.dates.dating import accept, begin, dating, here, in_database, invite, tab
from tests.features.dates.erasing import erase
from tests.features.dates.lobby import QUICK, reel, told_of
from tests.features.discovery.conftest import crowd

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(**QUICK) as connected:
        yield connected


@pytest.mark.parametrize("is_inviter", [True, False], ids=["inviter", "invited"])
async def test_a_date_with_somebody_who_is_erased_is_over(
    client: httpx.AsyncClient, settings: Settings, is_inviter: bool
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with dating(client, ada, ben) as (at_ada, at_ben, room), tab(client, cleo) as at_cleo:
        gone, stays = (ada, at_ben) if is_inviter else (ben, at_ada)
        await erase(settings, gone)
        told = await stays.hear("session:finalized")
        assert (told["roomId"], told["reason"]) == (room["roomId"], "ended")
        now = await here(client, stays.person)
        assert (now["room"], now["available"]) == (None, True)
        await begin(at_cleo, stays)


async def test_an_invitation_from_or_to_somebody_who_is_erased_rings_no_more(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben, tab(client, cleo) as at_cleo:
        from_ada = await invite(at_ada, ben)
        await at_ben.hear("call:notify")
        await erase(settings, ada)
        assert (await at_ben.hear("call:rescinded"))["inviteId"] == from_ada["inviteId"]
        to_ben = await invite(at_cleo, ben)
        await at_ben.hear("call:notify")
        await erase(settings, ben)
        assert (await at_cleo.hear("call:declined"))["inviteId"] == to_ben["inviteId"]
        now = await here(client, cleo)
        assert (now["outgoing"], now["available"]) == (None, True)
    assert in_database(settings, "SELECT count(*) FROM calls WHERE state <> 'ended'") == [(0,)]


async def test_who_is_erased_in_the_lobby_is_gone_from_it_for_all_others(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    """Also for whoever comes later; and the server that still has their socket does not let them in again."""
    ada, ben, cleo = crowd(settings, 3)
    async with tab(client, ada) as at_ada, tab(client, ben):
        assert (await told_of(at_ada, ben))["online"]
        await erase(settings, ben)
        assert await told_of(at_ada, ben) == {"userId": str(ben.id), "online": False, "available": False}
        assert await reel(client, ada) == []
        async with tab(client, cleo) as at_cleo:
            assert (await told_of(at_ada, cleo))["online"]
            # A server that has lost somebody's row lets the others come back none the less.
            in_database(settings, "DELETE FROM lobby_people WHERE account_id = %s", cleo.id)
            assert (await told_of(at_ada, cleo))["online"]
            invited = await invite(at_ada, cleo)
            await accept(at_cleo, invited["inviteId"])
