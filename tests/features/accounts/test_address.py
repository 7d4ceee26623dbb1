"""Another e-mail address: it takes effect when its mail has been read, and nobody learns whose addresses are known."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate
from mingle.features.accounts.policy import EMAIL_CHANGE_LIFETIME, EMAIL_LIMIT
from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import ADULT, Mailbox, Person, sign_up
from tests.features.accounts.test_mail import confirm, token_in
from tests.features.accounts.test_oidc import code_of
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

NEW = "new@example.org"
CONFIRM_NEW = "Confirm your new address"


async def change(client: httpx.AsyncClient, person: Person, email: str = NEW, **fields: str) -> httpx.Response:
    body = {"email": email, "password": person.password, **fields}
    return await client.put("/api/auth/email", json=body, headers=person.headers)


async def link_to(mailbox: Mailbox, email: str = NEW) -> str:
    return token_in(await mailbox.letter_to(email, CONFIRM_NEW), "verify-email")


async def open_link(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/auth/email/verify", json={"token": token})


async def email_of(client: httpx.AsyncClient, person: Person) -> tuple[str, bool]:
    user = (await client.get("/api/auth/me", headers=person.headers)).json()["data"]["user"]
    return user["email"], user["emailVerified"]


async def confirmed(client: httpx.AsyncClient, mailbox: Mailbox) -> Person:
    person = await sign_up(client)
    assert (await confirm(client, mailbox, person)).status_code == 200
    return person


async def test_the_new_address_counts_once_it_is_confirmed(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await confirmed(postal, mailbox)
    assert (await change(postal, person)).status_code == 200
    warned = await mailbox.letter_to(person.email, "Another address for your account")
    assert "#" not in warned
    assert NEW not in warned
    token = await link_to(mailbox)
    assert await email_of(postal, person) == (person.email, True)
    assert (await open_link(postal, token)).status_code == 200
    assert await email_of(postal, person) == (NEW, True)  # and the session goes on
    await mailbox.letter_to(person.email, "Your address was changed")
    assert code_of(await open_link(postal, token)) == (410, "link_expired")
    old, new = [
        await postal.post("/api/auth/login", json={"login": email, "password": person.password})
        for email in (person.email, NEW)
    ]
    assert (old.status_code, new.status_code) == (401, 200)
    kinds = [
        event["kind"]
        for event in (await postal.get("/api/auth/events", headers=person.headers)).json()["data"]["items"]
    ]
    assert kinds == ["signed_in", "email_changed", "email_change_requested", "email_verified", "registered"]


async def test_the_password_is_asked_for(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    assert code_of(await change(postal, person, password="a guess of mine")) == (403, "wrong_password")
    without = await postal.put("/api/auth/email", json={"email": NEW}, headers=person.headers)
    assert code_of(without) == (403, "wrong_password")
    assert (await postal.put("/api/auth/email", json={"email": NEW, "password": person.password})).status_code == 401
    assert all(letter["To"] == person.email for letter in mailbox.letters)


async def test_an_address_of_somebody_elses_is_answered_alike_and_stays_theirs(
    postal: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    owner, person = await confirmed(postal, mailbox), await sign_up(postal)
    known, unknown = await change(postal, person, owner.email), await change(postal, person)
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    letter = await mailbox.letter_to(owner.email, "Your address was typed in elsewhere")
    assert "#" not in letter


async def test_of_two_who_want_an_address_one_gets_it(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    tokens: list[str] = []
    for _ in range(2):
        await change(postal, await sign_up(postal))
        tokens.append(await link_to(mailbox))
        mailbox.letters.clear()
    answers = await asyncio.gather(*(open_link(postal, token) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [200, 410]


async def test_a_link_is_good_for_an_hour_and_until_the_next(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    await change(postal, person)
    token = await link_to(mailbox)
    with clock.moved(EMAIL_CHANGE_LIFETIME + timedelta(seconds=1)):
        assert (await open_link(postal, token)).status_code == 410
    await change(postal, person, "newer@example.org")
    newer = await link_to(mailbox, "newer@example.org")
    assert (await open_link(postal, token)).status_code == 410
    assert (await open_link(postal, newer)).status_code == 200


async def test_links_to_the_old_address_open_nothing_any_more(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await confirmed(postal, mailbox)
    await postal.post("/api/auth/password/forgot", json={"email": person.email})
    reset = token_in(await mailbox.letter_to(person.email, "Choose a new password"), "reset-password")
    await change(postal, person)
    await open_link(postal, await link_to(mailbox))
    answer = await postal.post("/api/auth/password/reset", json={"token": reset, "password": "a blue door at nine"})
    assert code_of(answer) == (410, "link_expired")


async def test_a_new_password_calls_a_change_off(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    """Whoever knew the old one may have asked for it."""
    person = await sign_up(postal)
    await change(postal, person)
    token = await link_to(mailbox)
    body = {"currentPassword": person.password, "newPassword": "a blue door at nine o'clock"}
    assert (await postal.put("/api/auth/password", json=body, headers=person.headers)).status_code == 200
    assert (await open_link(postal, token)).status_code == 410


async def test_an_address_that_nobody_confirmed_gets_no_notices(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)  # a slip of the pen: this may be a stranger's
    await mailbox.letter_to(person.email, "Confirm your address")
    await change(postal, person)
    await open_link(postal, await link_to(mailbox))
    await change(postal, person, "third@example.org")
    await mailbox.letter_to(NEW, "Another address for your account")
    assert [letter["Subject"] for letter in mailbox.letters if letter["To"] == person.email] == ["Confirm your address"]


async def test_the_confirmation_is_sent_again(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    await mailbox.letter_to(person.email, "Confirm your address")
    mailbox.letters.clear()
    assert (await postal.post("/api/auth/email/resend", headers=person.headers)).status_code == 200
    assert (await confirm(postal, mailbox, person)).status_code == 200
    mailbox.letters.clear()
    assert (await postal.post("/api/auth/email/resend", headers=person.headers)).status_code == 200
    await change(postal, person)
    await link_to(mailbox)
    assert "Confirm your address" not in [letter["Subject"] for letter in mailbox.letters]
    assert (await postal.post("/api/auth/email/resend")).status_code == 401


async def test_a_guest_keeps_the_account_first(client: httpx.AsyncClient) -> None:
    body = {"name": "Ines", "gender": "woman", "birthdate": ADULT}
    guest = (await client.post("/api/auth/guest", json=body)).json()["data"]
    headers = {"Authorization": f"Bearer {guest['accessToken']}"}
    assert code_of(await client.put("/api/auth/email", json={"email": NEW}, headers=headers)) == (409, "no_way_back")


async def test_it_is_limited(settings: Settings) -> None:
    limited = settings.model_copy(update={"rate_limits": True, "rate_limit_signed_in": "1000/second"})
    async with running_server(limited, FEATURES, authenticate) as client:
        person, other = await sign_up(client), await sign_up(client)
        resent = [(await client.post("/api/auth/email/resend", headers=person.headers)).status_code for _ in range(7)]
        assert resent.count(200) == EMAIL_LIMIT.item.amount
        changed = [(await change(client, other)).status_code for _ in range(7)]
        assert changed.count(200) == EMAIL_LIMIT.item.amount
        third = await sign_up(client)
        assert (await change(client, third)).status_code == 429  # that address has had its share, whoever asks


async def test_bad_fields_are_named(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    answer = await change(client, person, "new@example.org\n")
    assert [one["field"] for one in answer.json()["error"]["details"]] == ["email"]
    answer = await change(client, person, "new@", password="")
    assert {one["field"] for one in answer.json()["error"]["details"]} == {"email", "password"}
