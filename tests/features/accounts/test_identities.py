"""Accounts elsewhere as ways into an account that is there already; and the ID tokens of Firebase."""

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from pydantic import SecretStr

from mingle.app import FEATURES, declared_jobs
from mingle.features.accounts import authenticate
from mingle.features.accounts.policy import FRESH_SIGN_IN
from mingle.kernel import clock
from mingle.kernel.resources import open_resources
from mingle.setting_forms import FIREBASE_ISSUER
from mingle.settings import Settings
from tests.features.accounts.conftest import ADULT, GOOD_PASSWORD, Mailbox, Person, sign_up
from tests.features.accounts.test_mail import token_in
from tests.features.accounts.test_oidc import MARA, arrive, code_of, come_back, complete, start
from tests.support.oidc import OidcServer, sign_in_there
from tests.support.servers import running_server, running_worker

pytestmark = pytest.mark.anyio

Headers = dict[str, str]


@pytest.fixture
async def client(settings: Settings, oidc: OidcServer) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a site that takes the provider's word."""
    async with running_server(oidc.trusted(settings), FEATURES, authenticate) as connected:
        yield connected


def bearer(signed_in: dict[str, Any]) -> Headers:
    return {"Authorization": f"Bearer {signed_in['accessToken']}"}


async def start_link(client: httpx.AsyncClient, headers: Headers, password: str | None = None) -> httpx.Response:
    return await client.post("/api/auth/identities/example/start", json={"password": password}, headers=headers)


async def link(
    client: httpx.AsyncClient, headers: Headers, password: str | None = GOOD_PASSWORD, login: str = MARA
) -> httpx.Response:
    started = await start_link(client, headers, password)
    assert started.status_code == 200, started.text
    back = await sign_in_there(started.json()["data"]["url"], login)
    return await client.post("/api/auth/identities/example/finish", json=back, headers=headers)


async def identities(client: httpx.AsyncClient, headers: Headers) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get("/api/auth/identities", headers=headers)).json()["data"]["items"]
    return items


async def unlink(client: httpx.AsyncClient, headers: Headers, identity_id: str) -> httpx.Response:
    return await client.delete(f"/api/auth/identities/{identity_id}", headers=headers)


async def test_a_linked_identity_lets_its_owner_in(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    linked = await link(client, person.headers)
    assert linked.json()["data"]["provider"] == "example"
    [identity] = await identities(client, person.headers)
    assert (identity["name"], identity["label"]) == ("Example", MARA)
    assert (await come_back(client)).json()["data"]["user"]["id"] == str(person.id)
    assert (await unlink(client, person.headers, identity["id"])).status_code == 200
    assert "registrationToken" in (await come_back(client)).json()["data"]
    events = await client.get("/api/auth/events", headers=person.headers)
    kinds = [event["kind"] for event in events.json()["data"]["items"]]
    assert kinds == ["identity_unlinked", "signed_in", "identity_linked", "registered"]


async def test_linking_needs_the_password(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    for password in (None, "a guess of mine"):
        refused = await start_link(client, person.headers, password)
        assert code_of(refused) == (403, "wrong_password")
        assert refused.json()["error"]["details"][0]["field"] == "password"
    assert (await start_link(client, {}, GOOD_PASSWORD)).status_code == 401


async def test_who_has_no_password_needs_a_fresh_sign_in(client: httpx.AsyncClient) -> None:
    headers = bearer(await arrive(client))
    with clock.moved(FRESH_SIGN_IN + timedelta(seconds=1)):
        fresh = bearer((await come_back(client)).json()["data"])
        assert (await start_link(client, fresh)).status_code == 200
    with clock.moved(timedelta(minutes=14)):
        assert (await start_link(client, headers)).status_code == 200


async def test_an_old_session_without_a_password_proves_nothing(client: httpx.AsyncClient) -> None:
    arrived = await arrive(client)
    with clock.moved(FRESH_SIGN_IN + timedelta(seconds=1)):
        renewed = await client.post("/api/auth/refresh", json={"refreshToken": arrived["refreshToken"]})
        assert code_of(await start_link(client, bearer(renewed.json()["data"]))) == (403, "sign_in_again")


async def test_what_was_begun_to_link_signs_nobody_in_and_the_other_way_round(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    other = await sign_up(client)
    url = (await start_link(client, person.headers, GOOD_PASSWORD)).json()["data"]["url"]
    back = await sign_in_there(url)
    assert (await client.post("/api/auth/oidc/example/finish", json=back)).status_code == 410
    # An attacker has the victim finish what the attacker began, in the same browser: not their account, so no.
    stolen = await client.post("/api/auth/identities/example/finish", json=back, headers=other.headers)
    assert code_of(stolen) == (410, "sign_in_expired")
    signing_in = await sign_in_there(await start(client))
    wrong = await client.post("/api/auth/identities/example/finish", json=signing_in, headers=person.headers)
    assert code_of(wrong) == (410, "sign_in_expired")


async def test_an_identity_leads_into_one_account(client: httpx.AsyncClient) -> None:
    first, second = await sign_up(client), await sign_up(client)
    assert (await link(client, first.headers)).status_code == 200
    assert (await link(client, first.headers)).status_code == 200  # again is no harm
    assert code_of(await link(client, second.headers)) == (409, "identity_taken")
    assert code_of(await link(client, first.headers, login="other@example.org")) == (409, "already_linked")


async def test_two_who_link_one_identity_at_once(client: httpx.AsyncClient) -> None:
    people = [await sign_up(client) for _ in range(4)]
    await start(client)  # so that all four are of one browser

    async def try_it(person: Person) -> int:
        return (await link(client, person.headers)).status_code

    assert sorted(await asyncio.gather(*map(try_it, people))) == [200, 409, 409, 409]


async def test_the_last_way_in_stays(client: httpx.AsyncClient) -> None:
    arrived = await arrive(client)
    [identity] = await identities(client, bearer(arrived))
    assert code_of(await unlink(client, bearer(arrived), identity["id"])) == (409, "last_way_in")
    assert await identities(client, bearer(arrived)) == [identity]


async def test_a_provider_whose_word_is_not_taken_any_more_is_no_way_in(
    client: httpx.AsyncClient, settings: Settings, oidc: OidcServer
) -> None:
    arrived = await arrive(client)
    only_fire = settings.model_copy(update={"oidc_providers": [oidc.firebase]})
    linked = await client.post(
        "/api/auth/identities/fire/token", json={"idToken": firebase_token(oidc)}, headers=bearer(arrived)
    )
    async with running_server(only_fire, FEATURES, authenticate) as later:
        gone, fire = await identities(later, bearer(arrived))
        assert (gone["provider"], fire["id"]) == (None, linked.json()["data"]["id"])
        assert code_of(await unlink(later, bearer(arrived), fire["id"])) == (409, "last_way_in")
        assert (await unlink(later, bearer(arrived), gone["id"])).status_code == 200


async def test_somebody_elses_is_not_found(client: httpx.AsyncClient) -> None:
    person, other = await sign_up(client), await sign_up(client)
    identity_id = (await link(client, person.headers)).json()["data"]["id"]
    for unknown in (identity_id, str(uuid4())):
        assert code_of(await unlink(client, other.headers, unknown)) == (404, "not_found")
    assert await identities(client, other.headers) == []
    assert len(await identities(client, person.headers)) == 1


async def test_a_guest_becomes_permanent_by_it(client: httpx.AsyncClient) -> None:
    body = {"name": "Ínés Ø", "gender": "woman", "birthdate": ADULT}
    guest = (await client.post("/api/auth/guest", json=body)).json()["data"]
    with clock.moved(timedelta(minutes=14)):
        assert (await link(client, bearer(guest), None)).status_code == 200
    came_back = (await come_back(client)).json()["data"]
    assert (came_back["user"]["id"], came_back["user"]["isGuest"]) == (guest["user"]["id"], False)
    assert came_back["user"]["username"].startswith("ines.")


async def test_the_owner_is_told_by_mail(settings: Settings, oidc: OidcServer, mailbox: Mailbox) -> None:
    with_mail = oidc.trusted(settings, smtp_url=SecretStr(mailbox.url))
    async with (
        open_resources(with_mail, declared_jobs(with_mail, FEATURES)) as resources,
        running_worker(resources, with_mail),
        running_server(with_mail, FEATURES, authenticate) as client,
    ):
        person = await sign_up(client)
        async with resources.db.transaction() as tx:
            await tx.execute("UPDATE accounts SET email_verified_at = now()")
        identity_id = (await link(client, person.headers)).json()["data"]["id"]
        await mailbox.letter_to(person.email, "Example was linked")
        await unlink(client, person.headers, identity_id)
        await mailbox.letter_to(person.email, "Example was unlinked")


async def test_what_a_squatter_prepared_goes_when_the_owner_of_the_address_comes(
    settings: Settings, oidc: OidcServer, mailbox: Mailbox
) -> None:
    """An account made with somebody else's address, with a way in kept for later (the pre-hijacking attacks)."""
    with_mail = oidc.trusted(settings, smtp_url=SecretStr(mailbox.url))
    async with (
        open_resources(with_mail, declared_jobs(with_mail, FEATURES)) as resources,
        running_worker(resources, with_mail),
        running_server(with_mail, FEATURES, authenticate) as client,
    ):
        squatter = await sign_up(client, email="owner@example.org")
        await link(client, squatter.headers, login="squatter@example.org")
        await client.post("/api/auth/password/forgot", json={"email": "owner@example.org"})
        letter = await mailbox.letter_to("owner@example.org", "Choose a new password")
        token = token_in(letter.replace(with_mail.public_url, "https://mingle.example"), "reset-password")
        reset = await client.post("/api/auth/password/reset", json={"token": token, "password": "a blue door at nine"})
        assert reset.status_code == 200
        assert "registrationToken" in (await come_back(client, "squatter@example.org")).json()["data"]


def firebase_token(oidc: OidcServer, **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": FIREBASE_ISSUER + "mingle-test",
        "aud": "mingle-test",
        "sub": "fire-1",
        "iat": now,
        "auth_time": now - 5,
        "exp": now + 3600,
        "name": "Mara",
        "jti": str(uuid4()),
        **changes,
    }
    return oidc.sign(**{name: value for name, value in claims.items() if value is not None})


async def come_with(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/auth/oidc/fire/token", json={"idToken": token})


async def test_firebase_tokens_let_in_once_each(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    token = firebase_token(oidc)
    newcomer = (await come_with(client, token)).json()["data"]
    assert newcomer["suggestions"] == {"displayName": "Mara", "email": None}
    made = (await complete(client, newcomer["registrationToken"])).json()["data"]["user"]
    assert code_of(await come_with(client, token)) == (410, "sign_in_expired")
    # The same token in another spelling: the last character of a signature has bits that mean nothing.
    spelt = token[:-1] + chr(ord(token[-1]) + 1)
    assert (await come_with(client, spelt)).status_code in (403, 410)
    again = await come_with(client, firebase_token(oidc))
    assert again.json()["data"]["user"]["id"] == made["id"]


async def test_forged_firebase_tokens_are_refused(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    now = int(time.time())
    good = firebase_token(oidc)
    claims = jwt.decode(good, options={"verify_signature": False})
    for what, changes in {
        "another project": {"aud": "another"},
        "another issuer": {"iss": FIREBASE_ISSUER + "another"},
        "expired": {"exp": now - 60},
        "no expiry": {"exp": None},
        "nobody": {"sub": ""},
        "no subject": {"sub": None},
        "a subject that is none": {"sub": 5},
        "a long subject": {"sub": "x" * 256},
        "signed in tomorrow": {"auth_time": now + 86_400},
        "signed in never": {"auth_time": None},
        "made tomorrow": {"iat": now + 86_400},
    }.items():
        answer = await come_with(client, firebase_token(oidc, **changes))
        assert code_of(answer) == (403, "provider_refused"), what
    unsigned = jwt.encode(claims, "", "none", headers={"kid": "first"})
    shared = jwt.encode(claims, "x" * 64, "HS256", headers={"kid": "first"})
    for forged in (unsigned, shared, f"{good[:-8]}AAAAAAAA", "a.b.c", "x", "[" * 9000):
        assert code_of(await come_with(client, forged)) == (403, "provider_refused"), forged[:50]


async def test_of_many_who_bring_one_firebase_token_one_comes_in(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    token = firebase_token(oidc)
    answers = await asyncio.gather(*(come_with(client, token) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 7


async def test_kinds_of_providers_are_not_mixed(client: httpx.AsyncClient, oidc: OidcServer) -> None:
    assert (await client.post("/api/auth/oidc/fire/start")).status_code == 404
    answer = await client.post("/api/auth/oidc/example/token", json={"idToken": firebase_token(oidc)})
    assert answer.status_code == 404
