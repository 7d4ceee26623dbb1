"""Staying in: refresh tokens, devices, and how sessions end."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, ban
from mingle.features.accounts.policy import RETRY_WINDOW, SESSION_LIFETIME
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person, registration, sign_up
from tests.support.eventually import eventually
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

PHONE = {"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"}
THIEF = {"User-Agent": "curl/8.5"}


async def refresh(client: httpx.AsyncClient, token: str, **headers: Any) -> httpx.Response:
    return await client.post("/api/auth/refresh", json={"refreshToken": token}, headers=headers)


async def is_in(client: httpx.AsyncClient, access_token: str) -> bool:
    answer = await client.get("/api/auth/me", headers={"Authorization": f"Bearer {access_token}"})
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


async def sign_in(client: httpx.AsyncClient, person: Person, **headers: str) -> dict[str, Any]:
    body = {"login": person.username, "password": person.password}
    answer = await client.post("/api/auth/login", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


async def test_an_expired_access_token_is_renewed(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    with clock.moved(timedelta(minutes=16)):
        assert not await is_in(client, person.access_token)
        renewed = await refresh(client, person.refresh_token)
        assert await is_in(client, renewed.json()["data"]["accessToken"])


async def test_a_used_refresh_token_ends_its_whole_family(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    renewed = (await refresh(client, person.refresh_token)).json()["data"]
    with clock.moved(RETRY_WINDOW + timedelta(seconds=1)):
        stolen = await refresh(client, person.refresh_token)
        assert (stolen.status_code, stolen.json()["error"]["code"]) == (401, "session_ended")
        assert (await refresh(client, renewed["refreshToken"])).status_code == 401
    assert not await is_in(client, renewed["accessToken"])


async def test_a_retry_of_the_same_device_whose_answer_was_lost_goes_on(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    lost = (await refresh(client, person.refresh_token)).json()["data"]
    again = await refresh(client, person.refresh_token)
    assert again.status_code == 200
    with clock.moved(RETRY_WINDOW + timedelta(seconds=1)):
        assert (await refresh(client, again.json()["data"]["refreshToken"])).status_code == 200
        # What the lost answer held is worthless: whoever has it now is not the one who asked again.
        assert (await refresh(client, lost["refreshToken"])).status_code == 401


async def test_a_retry_from_another_device_is_a_theft_at_once(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    await refresh(client, person.refresh_token)
    assert (await refresh(client, person.refresh_token, **THIEF)).status_code == 401
    assert not await is_in(client, person.access_token)


async def test_ten_refreshes_at_once_leave_one_good_token(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    answers = await asyncio.gather(*(refresh(client, person.refresh_token) for _ in range(10)))
    tokens = [answer.json()["data"]["refreshToken"] for answer in answers if answer.status_code == 200]
    assert len(tokens) == 10
    with clock.moved(RETRY_WINDOW + timedelta(seconds=1)):
        good = [token for token in tokens if (await refresh(client, token)).status_code == 200]
    assert len(good) <= 1


async def test_a_session_ends_for_good_after_its_lifetime_however_busy(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    with clock.moved(SESSION_LIFETIME - timedelta(minutes=1)):
        renewed = (await refresh(client, person.refresh_token)).json()["data"]
    with clock.moved(SESSION_LIFETIME + timedelta(minutes=1)):
        assert (await refresh(client, renewed["refreshToken"])).status_code == 401


async def test_signing_out_ends_the_session_on_the_server(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    assert (await client.post("/api/auth/logout", headers=person.headers)).status_code == 200
    assert (await refresh(client, person.refresh_token)).status_code == 401
    await eventually(lambda: _is_out(client, person.access_token), "the access token is worthless", patience=5)


async def test_a_device_is_signed_out_from_another_also_on_another_process(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    person = await sign_up(client)
    phone = await sign_in(client, person, **PHONE)
    async with running_server(settings, FEATURES, authenticate) as elsewhere:
        assert await is_in(elsewhere, phone["accessToken"])
        devices = (await client.get("/api/auth/sessions", headers=person.headers)).json()["data"]["items"]
        assert [device["device"] for device in devices if not device["isCurrent"]] == ["Firefox Mobile on Android"]
        [other] = [device["id"] for device in devices if not device["isCurrent"]]
        revoked = await client.delete(f"/api/auth/sessions/{other}", headers=person.headers)
        assert revoked.status_code == 200
        await eventually(lambda: _is_out(elsewhere, phone["accessToken"]), "the phone is signed out", patience=5)
    assert await is_in(client, person.access_token)
    assert (await refresh(client, phone["refreshToken"], **PHONE)).status_code == 401


async def test_somebody_elses_session_is_not_there(client: httpx.AsyncClient) -> None:
    mine, theirs = await sign_up(client), await sign_up(client)
    devices = (await client.get("/api/auth/sessions", headers=theirs.headers)).json()["data"]["items"]
    for session_id in (devices[0]["id"], str(uuid4())):
        answer = await client.delete(f"/api/auth/sessions/{session_id}", headers=mine.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert await is_in(client, theirs.access_token)


async def test_changing_the_password_ends_every_other_session(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    phone = await sign_in(client, person)
    body = {"currentPassword": person.password, "newPassword": "another door, painted blue"}
    assert (await client.put("/api/auth/password", json=body, headers=person.headers)).status_code == 200
    await eventually(lambda: _is_out(client, phone["accessToken"]), "the phone is signed out", patience=5)
    assert await is_in(client, person.access_token)
    old = await client.post("/api/auth/login", json={"login": person.username, "password": person.password})
    assert old.status_code == 401


async def test_the_password_is_changed_only_by_who_knows_it(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    body = {"currentPassword": "not this one", "newPassword": "another door, painted blue"}
    answer = await client.put("/api/auth/password", json=body, headers=person.headers)
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (403, "currentPassword")


async def test_a_ban_ends_every_session_and_keeps_out(client: httpx.AsyncClient, resources: Resources) -> None:
    person = await sign_up(client)
    assert await is_in(client, person.access_token)
    async with resources.db.transaction() as tx:
        await ban(tx, person.id)
    await eventually(lambda: _is_out(client, person.access_token), "the banned are out", patience=5)
    answer = await client.post("/api/auth/login", json={"login": person.username, "password": person.password})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "account_banned")
    wrong = await client.post("/api/auth/login", json={"login": person.username, "password": "a guess of mine"})
    assert wrong.status_code == 401  # who does not know the password learns nothing


async def test_the_security_log_tells_what_happened_and_from_where(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    await client.post("/api/auth/login", json={"login": person.email, "password": "a guess of mine"}, headers=THIEF)
    await sign_in(client, person, **PHONE)
    page = await client.get("/api/auth/events?limit=2", headers=person.headers)
    data = page.json()["data"]
    kinds = [(event["kind"], event["device"]) for event in data["items"]]
    assert kinds == [("signed_in", "Firefox Mobile on Android"), ("sign_in_failed", "curl")]
    rest = await client.get(f"/api/auth/events?cursor={data['nextCursor']}", headers=person.headers)
    assert [event["kind"] for event in rest.json()["data"]["items"]] == ["registered"]


async def _is_out(client: httpx.AsyncClient, access_token: str) -> bool:
    return not await is_in(client, access_token)


class TestCookie:
    """`session: "cookie"`: the refresh token is out of reach of scripts, and other sites cannot use it."""

    async def test_the_token_is_in_the_cookie_and_not_in_the_body(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/api/auth/register", json=registration(session="cookie"))
        assert "refreshToken" not in answer.json()["data"]
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "path=/" in cookie
        renewed = await client.post("/api/auth/refresh", json={})
        assert renewed.status_code == 200
        assert "refreshToken" not in renewed.json()["data"]

    async def test_over_tls_it_is_bound_to_the_host(self, settings: Settings) -> None:
        secure = settings.model_copy(update={"public_url": "https://mingle.example"})
        async with running_server(secure, FEATURES, authenticate) as client:
            answer = await client.post("/api/auth/register", json=registration(session="cookie"))
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-mingle=")
        assert "secure" in cookie.lower()

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
    )
    async def test_another_site_cannot_use_it(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        await client.post("/api/auth/register", json=registration(session="cookie"))
        answer = await client.post("/api/auth/refresh", json={}, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "cross_site")

    async def test_signing_out_clears_it(self, client: httpx.AsyncClient) -> None:
        data = (await client.post("/api/auth/register", json=registration(session="cookie"))).json()["data"]
        await client.post("/api/auth/logout", headers={"Authorization": f"Bearer {data['accessToken']}"})
        answer = await client.post("/api/auth/refresh", json={})
        assert answer.status_code == 401
