"""Passkeys: making one, coming in with it, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, ban
from mingle.features.accounts.policy import CHALLENGE_LIFETIME, MAX_PASSKEYS
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Mailbox, sign_up
from tests.features.accounts.protecting import (
    LATER,
    ORIGIN,
    add_passkey,
    ask_sign_in,
    bearer,
    error_of,
    events_of,
    passkey_sign_in,
    signed_in,
    step_up,
    switch_on,
    user_of,
    with_passkey,
)
from tests.support.authenticator import PRESENT, Authenticator, base64url
from tests.support.servers import running_server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("middle_of_a_step")]

REFUSED = (403, "passkey_refused")


async def list_passkeys(client: httpx.AsyncClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get("/api/auth/passkeys", headers=headers)).json()["data"]["items"]
    return items


async def test_signs_in_without_a_name_a_password_or_a_code(client: httpx.AsyncClient) -> None:
    person, authenticator = await with_passkey(client)
    await switch_on(client, person.headers)
    answer = await passkey_sign_in(client, authenticator)
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert UUID(data["user"]["id"]) == person.id
    assert data["user"]["secondFactor"]["passkeys"] == 1
    headers = bearer(data["accessToken"])
    assert (await client.delete("/api/auth/totp", headers=headers)).status_code == 200, "a passkey is a second factor"
    [passkey] = await list_passkeys(client, headers)
    assert passkey["lastUsedAt"] is not None
    assert "passkey_added" in await events_of(client, headers)


async def test_the_refresh_token_goes_out_as_a_cookie_when_asked(client: httpx.AsyncClient) -> None:
    _, authenticator = await with_passkey(client)
    answer = await passkey_sign_in(client, authenticator, session="cookie")
    assert "refreshToken" not in answer.json()["data"]
    assert "HttpOnly" in answer.headers["set-cookie"]


async def test_what_is_asked_for(client: httpx.AsyncClient) -> None:
    person, authenticator = await with_passkey(client)
    options = (await client.post("/api/auth/passkeys/options", headers=person.headers)).json()["data"]
    assert options["rp"] == {"id": "localhost", "name": "Mingle"}
    assert options["user"] == {"id": base64url(person.id.bytes), "name": person.username, "displayName": "Mara"}
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert [one["id"] for one in options["excludeCredentials"]] == [base64url(authenticator.credential_id)]
    asked = await ask_sign_in(client)
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == ("localhost", "required", [])


LIES: dict[str, dict[str, Any]] = {
    "wrong origin": {"origin": "https://evil.example"},
    "another port": {"origin": "http://localhost:9000"},
    "wrong RP id": {"rp_id": "evil.example"},
    "inside of another page": {"cross_origin": True},
    "nobody looked at": {"flags": PRESENT},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_passkey_made_wrongly_is_refused(client: httpx.AsyncClient, lie: str) -> None:
    person = await sign_up(client)
    liar = Authenticator(ORIGIN)
    for name, value in LIES[lie].items():
        setattr(liar, name, value)
    assert error_of(await add_passkey(client, person.headers, liar)) == REFUSED
    assert await list_passkeys(client, person.headers) == []


@pytest.mark.parametrize(
    "lie", [*LIES, "another key", "unknown", "another account's handle", "no handle", "another kind of ceremony"]
)
async def test_a_passkey_used_wrongly_is_refused(client: httpx.AsyncClient, lie: str) -> None:
    _, authenticator = await with_passkey(client)
    if lie in LIES:
        for name, value in LIES[lie].items():
            setattr(authenticator, name, value)
    elif lie == "another key":
        authenticator.key = Authenticator(ORIGIN).key
    elif lie == "unknown":
        authenticator.credential_id = b"never seen"
    elif lie == "another account's handle":
        authenticator.user_handle = base64url(uuid4().bytes)
    elif lie == "no handle":
        authenticator.user_handle = None
    options = await ask_sign_in(client)
    credential = authenticator.get(options)
    if lie == "another kind of ceremony":
        made = authenticator.create({**options, "rp": {"id": "localhost"}, "user": {"id": "x"}})
        credential["response"]["clientDataJSON"] = made["response"]["clientDataJSON"]
    answer = await client.post("/api/auth/passkeys/sign-in", json={"credential": credential})
    assert error_of(answer) == REFUSED


async def test_a_challenge_is_good_once_for_a_short_while_for_one_purpose_and_account(
    client: httpx.AsyncClient,
) -> None:
    person, authenticator = await with_passkey(client)
    other = await sign_up(client)

    async def sign_in(credential: dict[str, Any]) -> httpx.Response:
        return await client.post("/api/auth/passkeys/sign-in", json={"credential": credential})

    used = authenticator.get(await ask_sign_in(client))
    assert (await sign_in(used)).status_code == 200
    assert error_of(await sign_in(used)) == REFUSED
    authenticator.origin = "https://evil.example"
    options = await ask_sign_in(client)
    assert error_of(await sign_in(authenticator.get(options))) == REFUSED
    authenticator.origin = ORIGIN
    assert error_of(await sign_in(authenticator.get(options))) == REFUSED, "a failed try uses it up, too"
    expired = authenticator.get(await ask_sign_in(client))
    with clock.moved(CHALLENGE_LIFETIME + timedelta(seconds=1)):
        assert error_of(await sign_in(expired)) == REFUSED
    invented = authenticator.get({"challenge": base64url(b"c" * 32), "rpId": "localhost"})
    assert error_of(await sign_in(invented)) == REFUSED
    for_step_up = (await client.post("/api/auth/step-up/options", headers=person.headers)).json()["data"]
    assert error_of(await sign_in(authenticator.get(for_step_up))) == REFUSED
    for_sign_in = authenticator.get(await ask_sign_in(client))
    assert error_of(await step_up(client, person.headers, passkey=for_sign_in)) == REFUSED
    for_other = (await client.post("/api/auth/passkeys/options", headers=other.headers)).json()["data"]
    body = {"name": "Mine", "credential": Authenticator(ORIGIN).create(for_other)}
    assert error_of(await client.post("/api/auth/passkeys", json=body, headers=person.headers)) == REFUSED


async def test_a_copy_whose_counter_has_not_risen_is_refused_and_told(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    authenticator = Authenticator(ORIGIN, counter=4)
    await add_passkey(client, person.headers, authenticator)
    authenticator.counter = 6
    assert (await passkey_sign_in(client, authenticator)).status_code == 200
    for counter in (6, 5, 0):
        authenticator.counter = counter
        assert error_of(await passkey_sign_in(client, authenticator)) == REFUSED
    assert (await events_of(client, person.headers)).count("passkey_copied") == 3
    authenticator.counter = 7
    assert (await passkey_sign_in(client, authenticator)).status_code == 200


@pytest.mark.parametrize("field", ["clientDataJSON", "authenticatorData", "signature", "userHandle", "rawId", "id"])
@pytest.mark.parametrize("rubbish", ["A", "AAAA", "_-_-", "e30", "W1tbW1tb", "bnVsbA"])
async def test_rubbish_is_refused_in_words(client: httpx.AsyncClient, field: str, rubbish: str) -> None:
    _, authenticator = await with_passkey(client)
    credential = authenticator.get(await ask_sign_in(client))
    place = credential if field in credential else credential["response"]
    place[field] = rubbish
    answer = await client.post("/api/auth/passkeys/sign-in", json={"credential": credential})
    assert error_of(answer) == REFUSED


@pytest.mark.parametrize("rubbish", ["A", "AAAA", "oA", "n" + "5" * 4000, "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUA"])
async def test_a_rubbish_attestation_is_refused_in_words(client: httpx.AsyncClient, rubbish: str) -> None:
    person = await sign_up(client)
    options = (await client.post("/api/auth/passkeys/options", headers=person.headers)).json()["data"]
    credential = Authenticator(ORIGIN).create(options)
    credential["response"]["attestationObject"] = rubbish
    body = {"name": "Phone", "credential": credential}
    assert error_of(await client.post("/api/auth/passkeys", json=body, headers=person.headers)) == REFUSED


async def test_a_passkey_belongs_to_one_account(client: httpx.AsyncClient) -> None:
    person, authenticator = await with_passkey(client)
    other = await sign_up(client)
    assert error_of(await add_passkey(client, other.headers, authenticator)) == (409, "passkey_taken")
    assert error_of(await add_passkey(client, person.headers, authenticator)) == (409, "passkey_taken")


async def test_there_are_so_many_at_most(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    late = (await client.post("/api/auth/passkeys/options", headers=person.headers)).json()["data"]
    for _ in range(MAX_PASSKEYS):
        assert (await add_passkey(client, person.headers, Authenticator(ORIGIN))).status_code == 201
    refused = await client.post("/api/auth/passkeys/options", headers=person.headers)
    assert error_of(refused) == (409, "too_many_passkeys")
    body = {"name": "One more", "credential": Authenticator(ORIGIN).create(late)}
    added = await client.post("/api/auth/passkeys", json=body, headers=person.headers)
    assert error_of(added) == (409, "too_many_passkeys")


async def test_is_renamed_and_removed(client: httpx.AsyncClient) -> None:
    person, authenticator = await with_passkey(client)
    [passkey] = await list_passkeys(client, person.headers)
    assert passkey["name"] == "Phone"
    path = f"/api/auth/passkeys/{passkey['id']}"
    renamed = await client.patch(path, json={"name": " Mara's key "}, headers=person.headers)
    assert renamed.json()["data"]["passkey"]["name"] == "Mara's key"
    removed = await client.delete(path, headers=person.headers)
    assert removed.json()["data"]["user"]["secondFactor"]["passkeys"] == 0
    assert error_of(await passkey_sign_in(client, authenticator)) == REFUSED
    assert "passkey_removed" in await events_of(client, person.headers)


async def test_who_has_lost_a_passkey_removes_it_with_the_password(client: httpx.AsyncClient) -> None:
    person, _ = await with_passkey(client)
    [passkey] = await list_passkeys(client, person.headers)
    path = f"/api/auth/passkeys/{passkey['id']}"
    with clock.moved(timedelta(minutes=14)):
        assert error_of(await client.delete(path, headers=person.headers)) == (403, "step_up_required")
        assert (await step_up(client, person.headers, password=person.password)).status_code == 200
        assert (await client.delete(path, headers=person.headers)).status_code == 200


async def test_the_last_way_in_stays(client: httpx.AsyncClient) -> None:
    guest = {"name": "Ines", "gender": "woman", "birthdate": "1990-01-01"}
    data = (await client.post("/api/auth/guest", json=guest)).json()["data"]
    headers, authenticator = bearer(data["accessToken"]), Authenticator(ORIGIN)
    assert (await add_passkey(client, headers, authenticator)).status_code == 201
    back = await passkey_sign_in(client, authenticator)
    assert back.json()["data"]["user"]["id"] == data["user"]["id"]
    [passkey] = await list_passkeys(client, headers)
    path = f"/api/auth/passkeys/{passkey['id']}"
    assert error_of(await client.delete(path, headers=headers)) == (409, "last_way_in")
    assert len(await list_passkeys(client, headers)) == 1
    await add_passkey(client, headers, Authenticator(ORIGIN), "Laptop")
    assert (await client.delete(path, headers=headers)).status_code == 200


async def test_shows_again_who_it_is(client: httpx.AsyncClient) -> None:
    person, authenticator = await with_passkey(client)
    await switch_on(client, person.headers)
    with clock.moved(timedelta(minutes=14)):
        assert error_of(await client.delete("/api/auth/totp", headers=person.headers)) == (403, "step_up_required")
        options = (await client.post("/api/auth/step-up/options", headers=person.headers)).json()["data"]
        assert [one["id"] for one in options["allowCredentials"]] == [base64url(authenticator.credential_id)]
        stepped = await step_up(client, person.headers, passkey=authenticator.get(options))
        assert stepped.status_code == 200, stepped.text
        assert (await client.delete("/api/auth/totp", headers=person.headers)).status_code == 200


async def test_somebody_elses_passkey_shows_nothing(client: httpx.AsyncClient) -> None:
    person, _ = await with_passkey(client)
    _, theirs = await with_passkey(client)
    options = (await client.post("/api/auth/step-up/options", headers=person.headers)).json()["data"]
    assert error_of(await step_up(client, person.headers, passkey=theirs.get(options))) == REFUSED


async def test_a_closed_account_stays_closed(client: httpx.AsyncClient, resources: Resources) -> None:
    person, authenticator = await with_passkey(client)
    async with resources.db.transaction() as tx:
        await ban(tx, person.id)
    assert error_of(await passkey_sign_in(client, authenticator)) == (403, "account_banned")


@pytest.mark.parametrize(
    ("public_url", "rp_id", "origin"),
    [
        ("https://Mingle.example", "mingle.example", "https://mingle.example"),
        ("https://mingle.example:443", "mingle.example", "https://mingle.example"),
        ("https://mingle.example:8443", "mingle.example", "https://mingle.example:8443"),
    ],
)
async def test_site_is_known_by_its_public_address(
    settings: Settings, public_url: str, rp_id: str, origin: str
) -> None:
    own = settings.model_copy(update={"public_url": public_url, "allowed_origins": ["https://other.example"]})
    async with running_server(own, FEATURES, authenticate) as client:
        person = await sign_up(client)
        authenticator = Authenticator(origin)
        assert (await add_passkey(client, person.headers, authenticator)).status_code == 201
        assert (await ask_sign_in(client))["rpId"] == rp_id
        assert (await passkey_sign_in(client, authenticator)).status_code == 200
        authenticator.origin = "https://other.example"
        assert error_of(await passkey_sign_in(client, authenticator)) == REFUSED


async def test_the_owner_is_told_by_mail(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    answer = await add_passkey(postal, person.headers, Authenticator("https://mingle.example"))
    passkey_id = answer.json()["data"]["passkey"]["id"]
    await mailbox.letter_to(person.email, "A passkey was added")
    await postal.delete(f"/api/auth/passkeys/{passkey_id}", headers=person.headers)
    await mailbox.letter_to(person.email, "A passkey was removed")
    assert (await postal.get("/api/auth/me", headers=person.headers)).status_code == 200


async def test_passkeys_do_not_add_a_code_to_the_password(client: httpx.AsyncClient) -> None:
    person, _ = await with_passkey(client)
    headers = await signed_in(client, person)
    assert (await user_of(client, headers))["secondFactor"]["passkeys"] == 1
    with clock.moved(LATER):
        assert (await signed_in(client, person)) != headers
