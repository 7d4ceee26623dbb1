"""Sockets belong to sign-ins: they open with an access token, and close with the session that it came from."""

from datetime import timedelta

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, authenticate_socket, ban
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import sign_up
from tests.support.servers import running_server
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio

LIVE = (FEATURES, authenticate, authenticate_socket)


async def test_an_access_token_opens_a_socket_and_nothing_else_does(settings: Settings) -> None:
    async with running_server(settings, *LIVE) as client:
        person = await sign_up(client)
        async with raw_socket(str(client.base_url).rstrip("/")) as socket:
            assert (await socket.connect(token=person.access_token)).startswith("40")
        for token in (person.refresh_token, f"{person.access_token}x", "nonsense"):
            async with raw_socket(str(client.base_url).rstrip("/")) as socket:
                refused = await socket.connect(token=token)
                assert refused.startswith("44")
                assert '"code":"unauthenticated"' in refused
        with clock.moved(timedelta(minutes=16)):
            async with raw_socket(str(client.base_url).rstrip("/")) as socket:
                assert (await socket.connect(token=person.access_token)).startswith("44")


@pytest.mark.parametrize("how", ["signed out", "revoked", "banned", "password changed"])
async def test_a_socket_closes_with_its_session_on_every_process(
    settings: Settings, resources: Resources, how: str
) -> None:
    async with running_server(settings, *LIVE) as here, running_server(settings, *LIVE) as there:
        person = await sign_up(here)
        async with raw_socket(str(there.base_url).rstrip("/")) as socket:
            assert (await socket.connect(token=person.access_token)).startswith("40")
            await end(here, resources, person.headers, person.password, how)
            await socket.gone()


async def test_a_socket_closes_even_when_nobody_says_that_its_session_has_ended(
    settings: Settings, resources: Resources
) -> None:
    """Whoever ended it may have died before saying so."""
    async with running_server(settings, *LIVE) as client:
        person, other = await sign_up(client), await sign_up(client)
        address = str(client.base_url).rstrip("/")
        async with raw_socket(address) as socket, raw_socket(address) as neighbour:
            assert (await socket.connect(token=person.access_token)).startswith("40")
            assert (await neighbour.connect(token=other.access_token)).startswith("40")
            async with resources.db.transaction() as tx:
                await tx.execute("UPDATE sessions SET revoked_at = now() WHERE account_id = %s", (person.id,))
            await socket.gone()
            assert not neighbour.closed.is_set()


async def end(
    client: httpx.AsyncClient, resources: Resources, headers: dict[str, str], password: str, how: str
) -> None:
    """End the session."""
    me = (await client.get("/api/auth/me", headers=headers)).json()["data"]["user"]
    if how == "signed out":
        await client.post("/api/auth/logout", headers=headers)
    elif how == "banned":
        async with resources.db.transaction() as tx:
            await ban(tx, me["id"])
    else:
        body = {"login": me["username"], "password": password}
        other = (await client.post("/api/auth/login", json=body)).json()["data"]
        others = {"Authorization": f"Bearer {other['accessToken']}"}
        if how == "revoked":
            sessions = (await client.get("/api/auth/sessions", headers=others)).json()["data"]["items"]
            [session_id] = [session["id"] for session in sessions if not session["isCurrent"]]
            await client.delete(f"/api/auth/sessions/{session_id}", headers=others)
        else:
            change = {"currentPassword": password, "newPassword": f"{password}, and not before"}
            await client.put("/api/auth/password", json=change, headers=others)
