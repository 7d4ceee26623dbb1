"""Coming in on the word of a provider, before a certified OpenID Connect server; and every way to fake that word."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, ban
from mingle.features.accounts.policy import COMPLETION_LIFETIME, SIGN_IN_ATTEMPT_LIFETIME
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import ADULT, sign_up
from tests.support.oidc import OidcServer, sign_in_there
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

MARA = "mara@example.org"


@pytest.fixture
async def client(settings: Settings, oidc: OidcServer) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a site that takes the provider's word."""
    async with running_server(oidc.trusted(settings), FEATURES, authenticate) as connected:
        yield connected


async def start(client: httpx.AsyncClient) -> str:
    answer = await client.post("/api/auth/oidc/example/start")
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["data"]["url"]
    return url


async def finish(client: httpx.AsyncClient, answer: dict[str, str]) -> httpx.Response:
    return await client.post("/api/auth/oidc/example/finish", json=answer)


async def come_back(client: httpx.AsyncClient, login: str = MARA) -> httpx.Response:
    return await finish(client, await sign_in_there(await start(client), login))


async def complete(client: httpx.AsyncClient, token: str, **changes: Any) -> httpx.Response:
    body = {"registrationToken": token, "displayName": "Mara", "birthdate": ADULT, "gender": "woman", **changes}
    return await client.post("/api/auth/oidc/complete", json=body)


async def arrive(client: httpx.AsyncClient, login: str = MARA, **changes: Any) -> dict[str, Any]:
    """Come for the first time, and finish signing up."""
    newcomer = (await come_back(client, login)).json()["data"]
    answer = await complete(client, newcomer["registrationToken"], **changes)
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def count(resources: Resources, table: str) -> int:
    statements = {
        "accounts": "SELECT count(*) FROM accounts",
        "identities": "SELECT count(*) FROM identities",
        "sessions": "SELECT count(*) FROM sessions",
    }
    async with resources.db.transaction() as tx:
        found: int = await tx.value(statements[table])  # pyright: ignore[reportArgumentType]
    return found


async def test_the_first_time_asks_what_is_missing_and_the_second_lets_in(client: httpx.AsyncClient) -> None:
    first = await come_back(client)
    newcomer = first.json()["data"]
    assert newcomer["suggestions"] == {"displayName": "Mara", "email": MARA}
    made = await complete(client, newcomer["registrationToken"], username="mara")
    user = made.json()["data"]["user"]
    assert (made.status_code, user["username"], user["isGuest"], user["hasPassword"]) == (201, "mara", False, False)
    again = (await come_back(client)).json()["data"]
    assert again["user"]["id"] == user["id"]
    me = await client.get("/api/auth/me", headers={"Authorization": f"Bearer {again['accessToken']}"})
    assert me.json()["data"]["user"]["id"] == user["id"]


async def test_what_is_asked_of_the_provider_protects_the_answer(client: httpx.AsyncClient) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(await start(client)).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["state"]) == len(asked["nonce"]) == len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"].endswith("/sign-in/with/example")
    other = {name: values[0] for name, values in parse_qs(urlsplit(await start(client)).query).items()}
    assert all(asked[name] != other[name] for name in ("state", "nonce", "code_challenge"))


async def test_providers_are_told_without_their_secrets(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    answer = await client.get("/api/auth/oidc")
    assert answer.json()["data"]["items"] == [
        {"id": "example", "name": "Example", "kind": "oidc"},
        {"id": "fire", "name": "Fire", "kind": "firebase"},
    ]
    assert oidc.client_secret not in answer.text


async def test_an_address_that_somebody_has_here_does_not_link(client: httpx.AsyncClient, resources: Resources) -> None:
    owner = await sign_up(client, email=MARA)
    async with resources.db.transaction() as tx:
        await tx.execute("UPDATE accounts SET email_verified_at = now() WHERE id = %s", (owner.id,))
    arrived = await arrive(client)
    assert arrived["user"]["id"] != str(owner.id)
    assert arrived["user"]["emailVerified"] is False
    known = await client.post("/api/auth/login", json={"login": MARA, "password": owner.password})
    assert known.json()["data"]["user"]["id"] == str(owner.id)


async def test_an_address_that_the_provider_has_not_confirmed_is_not_even_suggested(client: httpx.AsyncClient) -> None:
    newcomer = (await come_back(client, "unverified@example.org")).json()["data"]
    assert newcomer["suggestions"] == {"displayName": "Unverified", "email": None}


@pytest.mark.parametrize(
    "how",
    [
        "nonce", "no nonce", "audience", "audiences", "azp", "issuer", "expired", "no expiry", "no subject", "at hash",
        "none", "HS256", "HS256 with the public key", "another key", "unknown key", "no claims", "no token",
    ],
)  # fmt: skip
async def test_a_spoilt_id_token_lets_nobody_in(
    client: httpx.AsyncClient, oidc: OidcServer, resources: Resources, how: str
) -> None:
    await arrive(client)
    before = await count(resources, "sessions")
    oidc.spoil(how)
    assert code_of(await come_back(client)) == (403, "provider_refused")
    assert await count(resources, "sessions") == before
    oidc.spoil("")
    assert (await come_back(client)).json()["data"]["user"]


async def test_what_userinfo_says_of_somebody_else_is_not_used(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    oidc.spoil("a stranger's name")
    newcomer = (await come_back(client)).json()["data"]
    assert newcomer["suggestions"] == {"displayName": None, "email": None}


async def test_a_rotated_key_is_found_and_the_old_one_forgotten(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    await arrive(client)
    oidc.order("rotate")
    oidc.spoil("new key")
    assert (await come_back(client)).status_code == 200
    oidc.spoil("")  # signed by the first key, which is not published any more
    assert code_of(await come_back(client)) == (403, "provider_refused")


async def test_made_up_keys_do_not_make_us_ask_again_and_again(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    oidc.spoil("unknown key")
    for _ in range(4):
        assert (await come_back(client)).status_code == 403
    assert oidc.calls().count("/jwks") <= 2


async def test_a_state_is_good_once_for_its_browser_and_for_ten_minutes(
    client: httpx.AsyncClient,
) -> None:
    back = await sign_in_there(await start(client))
    client_of_a_thief = httpx.AsyncClient(base_url=client.base_url, trust_env=False, timeout=60)
    async with client_of_a_thief as thief:
        assert code_of(await finish(thief, back)) == (410, "sign_in_expired")
        await start(thief)  # with a cookie, but not the one
        assert code_of(await finish(thief, back)) == (410, "sign_in_expired")
    assert code_of(await finish(client, {**back, "state": "x" * 43})) == (410, "sign_in_expired")
    with clock.moved(SIGN_IN_ATTEMPT_LIFETIME + timedelta(seconds=1)):
        assert code_of(await finish(client, back)) == (410, "sign_in_expired")
    assert (await finish(client, back)).status_code == 200
    assert code_of(await finish(client, back)) == (410, "sign_in_expired")


async def test_of_many_who_bring_the_same_answer_one_comes_in(client: httpx.AsyncClient) -> None:
    await arrive(client)
    back = await sign_in_there(await start(client))
    answers = await asyncio.gather(*(finish(client, back) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 7


async def test_a_code_for_somebody_else_is_refused(client: httpx.AsyncClient) -> None:
    """Injected: another's code with one's own state (RFC 9700, section 4.5). PKCE holds it off."""
    await arrive(client)
    async with httpx.AsyncClient(base_url=client.base_url, trust_env=False, timeout=60) as thief:
        stolen = await sign_in_there(await start(client))
        own = await sign_in_there(await start(thief), "thief@example.org")
        assert code_of(await finish(thief, {**own, "code": stolen["code"]})) == (403, "provider_refused")


async def test_a_code_is_good_once(client: httpx.AsyncClient) -> None:
    used = await sign_in_there(await start(client))
    assert (await finish(client, used)).status_code == 200
    fresh = await sign_in_there(await start(client))
    assert code_of(await finish(client, {**fresh, "code": used["code"]})) == (403, "provider_refused")


@pytest.mark.parametrize("issuer", ["https://evil.example", None])
async def test_an_answer_must_say_that_it_is_this_providers(client: httpx.AsyncClient, issuer: str | None) -> None:
    back = await sign_in_there(await start(client))
    del back["iss"]
    if issuer:
        back["iss"] = issuer
    assert code_of(await finish(client, back)) == (403, "provider_refused")


@pytest.mark.parametrize(
    "claimed",
    [
        {"issuer": "https://evil.example"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": "gopher://127.0.0.1:25/"},
        {"jwks_uri": 5},
    ],
)
async def test_a_discovery_document_that_is_not_right_is_refused(
    client: httpx.AsyncClient, oidc: OidcServer, claimed: dict[str, Any]
) -> None:
    oidc.order("discovery", **{"with": claimed})
    answer = await client.post("/api/auth/oidc/example/start")
    assert code_of(answer) == (503, "provider_away")


async def test_a_provider_that_is_away_is_told_in_words(settings: Settings, oidc: OidcServer) -> None:
    away = oidc.about.model_copy(update={"issuer": "http://127.0.0.1:9"})
    with_it = settings.model_copy(update={"oidc_providers": [away]})
    async with running_server(with_it, FEATURES, authenticate) as client:
        answer = await client.post("/api/auth/oidc/example/start")
        assert code_of(answer) == (503, "provider_away")
        assert (await client.post("/api/auth/oidc/nobody/start")).status_code == 404


async def test_a_child_is_refused_and_may_not_try_with_a_taken_name(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    taken = await sign_up(client)
    token = (await come_back(client)).json()["data"]["registrationToken"]
    child = await complete(client, token, birthdate="2015-01-01")
    assert code_of(child) == (400, "validation_failed")
    assert child.json()["error"]["details"][0]["field"] == "birthdate"
    assert code_of(await complete(client, token, username=taken.username)) == (409, "username_taken")
    assert await count(resources, "identities") == 0
    made = await complete(client, token)
    username = made.json()["data"]["user"]["username"]
    assert username.startswith("mara.")
    assert code_of(await complete(client, token)) == (410, "registration_expired")


async def test_a_registration_is_good_for_half_an_hour(client: httpx.AsyncClient) -> None:
    token = (await come_back(client)).json()["data"]["registrationToken"]
    with clock.moved(COMPLETION_LIFETIME + timedelta(seconds=1)):
        assert code_of(await complete(client, token)) == (410, "registration_expired")


async def test_two_registrations_of_one_identity_make_one_account(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    tokens = [(await come_back(client)).json()["data"]["registrationToken"] for _ in range(4)]
    answers = await asyncio.gather(*(complete(client, token) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [201, 410, 410, 410]
    assert await count(resources, "accounts") == 1


async def test_a_closed_account_stays_closed(client: httpx.AsyncClient, resources: Resources) -> None:
    arrived = await arrive(client)
    async with resources.db.transaction() as tx:
        await ban(tx, arrived["user"]["id"])
    assert code_of(await come_back(client)) == (403, "account_banned")


async def test_bad_fields_are_named(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/auth/oidc/example/finish", json={"code": "", "state": 5})
    assert {one["field"] for one in answer.json()["error"]["details"]} == {"code", "state"}
    answer = await complete(client, "", displayName="\u2028", gender="x", username="-")
    named = {one["field"] for one in answer.json()["error"]["details"]}
    assert named == {"registrationToken", "displayName", "gender", "username"}
    answer = await complete(client, "x", displayName="Mara\n", username="mara\n")
    assert {one["field"] for one in answer.json()["error"]["details"]} == {"displayName", "username"}
