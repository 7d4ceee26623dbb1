"""Links in mails: confirming an address, and coming back without a password."""

import re
from datetime import timedelta

import httpx
import pytest

from mingle.features.accounts.policy import RESET_LIFETIME
from mingle.kernel import clock
from tests.features.accounts.conftest import Mailbox, Person, registration, sign_up

pytestmark = pytest.mark.anyio

NEW_PASSWORD = "a blue door at nine o'clock"


def token_in(letter: str, page: str) -> str:
    found = re.search(rf"https://mingle\.example/{page}#([\w-]{{43}})", letter)
    assert found, letter
    return found[1]


async def ask_for_reset(client: httpx.AsyncClient, mailbox: Mailbox, person: Person) -> str:
    answer = await client.post("/api/auth/password/forgot", json={"email": person.email})
    assert answer.status_code == 200
    return token_in(await mailbox.letter_to(person.email, "Choose a new password"), "reset-password")


async def reset(client: httpx.AsyncClient, token: str, password: str = NEW_PASSWORD) -> httpx.Response:
    return await client.post("/api/auth/password/reset", json={"token": token, "password": password})


async def confirm(client: httpx.AsyncClient, mailbox: Mailbox, person: Person) -> httpx.Response:
    token = token_in(await mailbox.letter_to(person.email, "Confirm your address"), "verify-email")
    return await client.post("/api/auth/email/verify", json={"token": token})


async def test_the_link_in_the_welcome_confirms_the_address(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    assert (await confirm(postal, mailbox, person)).status_code == 200
    me = await postal.get("/api/auth/me", headers=person.headers)
    assert me.json()["data"]["user"]["emailVerified"] is True


async def test_a_forgotten_password_is_replaced_through_the_mail(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    token = await ask_for_reset(postal, mailbox, person)
    assert (await reset(postal, token)).status_code == 200
    new = await postal.post("/api/auth/login", json={"login": person.email, "password": NEW_PASSWORD})
    old = await postal.post("/api/auth/login", json={"login": person.email, "password": person.password})
    assert (new.status_code, old.status_code) == (200, 401)
    renewed = await postal.post("/api/auth/refresh", json={"refreshToken": person.refresh_token})
    assert renewed.status_code == 401  # every device is signed out
    await mailbox.letter_to(person.email, "Your password was changed")


async def test_a_link_works_once_and_a_bad_password_does_not_use_it_up(
    postal: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await sign_up(postal)
    token = await ask_for_reset(postal, mailbox, person)
    assert (await reset(postal, token, "password")).status_code == 400
    assert (await reset(postal, token)).status_code == 200
    again = await reset(postal, token)
    assert (again.status_code, again.json()["error"]["code"]) == (410, "link_expired")


async def test_a_link_is_good_for_half_an_hour(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    token = await ask_for_reset(postal, mailbox, person)
    with clock.moved(RESET_LIFETIME + timedelta(seconds=1)):
        assert (await reset(postal, token)).status_code == 410


async def test_an_unknown_address_is_answered_alike_and_gets_no_letter(
    postal: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await sign_up(postal)
    known = await postal.post("/api/auth/password/forgot", json={"email": person.email})
    unknown = await postal.post("/api/auth/password/forgot", json={"email": registration()["email"]})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    await mailbox.letter_to(person.email, "Choose a new password")
    assert {letter["To"] for letter in mailbox.letters} == {person.email}


async def test_the_owner_hears_when_somebody_signs_up_with_the_address(
    postal: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    owner = await sign_up(postal)
    await confirm(postal, mailbox, owner)
    impostor = await sign_up(postal, email=owner.email)
    letter = await mailbox.letter_to(owner.email, "You have an account already")
    assert "#" not in letter  # no link that could make the address the impostor's
    signed_in = await postal.post("/api/auth/login", json={"login": owner.email, "password": owner.password})
    assert signed_in.json()["data"]["user"]["id"] == str(owner.id)
    assert impostor.id != owner.id


async def test_of_two_who_claim_an_address_only_one_gets_it(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    first = await sign_up(postal)
    token = token_in(await mailbox.letter_to(first.email, "Confirm your address"), "verify-email")
    mailbox.letters.clear()
    second = await sign_up(postal, email=first.email)
    assert (await confirm(postal, mailbox, second)).status_code == 200
    late = await postal.post("/api/auth/email/verify", json={"token": token})
    assert (late.status_code, late.json()["error"]["code"]) == (410, "link_expired")


async def test_letters_have_a_plain_and_a_pretty_part_and_show_names_as_text(
    postal: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = await sign_up(postal, displayName="<b onload=alert(1)>Mara</b>")
    await mailbox.letter_to(person.email, "Confirm your address")
    [letter] = mailbox.letters
    html = next(part for part in letter.walk() if part.get_content_type() == "text/html").get_payload(decode=True)
    assert isinstance(html, bytes)
    assert b"&lt;b onload=alert(1)&gt;Mara" in html
    assert b"<b onload" not in html
