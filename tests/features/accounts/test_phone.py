"""Telephone numbers: codes that expire, work once, and cannot be guessed, however many guess and from wherever."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from mingle.app import FEATURES, declared_jobs
from mingle.features.accounts import authenticate, policy
from mingle.features.accounts.policy import CODE_LIFETIME, CODE_TRIES
from mingle.kernel import clock
from mingle.kernel.resources import Resources, open_resources
from mingle.kernel.sms import LogSms, NoSms, Sms, open_sms
from mingle.settings import Mode, Settings
from tests.features.accounts.conftest import Mailbox, Person, sign_up
from tests.features.accounts.test_oidc import code_of
from tests.support.eventually import eventually
from tests.support.logs import Logs
from tests.support.servers import running_server, running_worker
from tests.support.twilio import Twilio, code_in

pytestmark = pytest.mark.anyio

PHONE = "+393123456789"
WRITTEN = "+39 312 345 6789"


@pytest.fixture
async def client(settings: Settings, twilio: Twilio) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a site that sends text messages."""
    with_sms = twilio.used_by(settings)
    async with (
        open_resources(with_sms, declared_jobs(with_sms, FEATURES)) as resources,
        running_worker(resources, with_sms),
        running_server(with_sms, FEATURES, authenticate) as connected,
    ):
        yield connected


async def ask(client: httpx.AsyncClient, person: Person, phone: str = WRITTEN) -> httpx.Response:
    return await client.post("/api/auth/phone/start", json={"phone": phone}, headers=person.headers)


async def try_code(client: httpx.AsyncClient, person: Person, code: str, phone: str = PHONE) -> httpx.Response:
    return await client.post("/api/auth/phone/verify", json={"phone": phone, "code": code}, headers=person.headers)


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def phone_of(client: httpx.AsyncClient, person: Person) -> str | None:
    user: dict[str, Any] = (await client.get("/api/auth/me", headers=person.headers)).json()["data"]["user"]
    return user["phone"]


async def test_a_number_is_verified_with_the_code_that_was_sent_there(
    client: httpx.AsyncClient, twilio: Twilio
) -> None:
    person = await sign_up(client)
    assert (await ask(client, person)).status_code == 200
    code = await twilio.code_for(PHONE)
    [message] = twilio.messages
    assert message["Body"].endswith(f"\n\n@localhost:8000 #{code}")  # browsers fill it in here, and nowhere else
    verified = await try_code(client, person, code, WRITTEN)
    assert verified.json()["data"]["user"]["phone"] == PHONE
    events = (await client.get("/api/auth/events", headers=person.headers)).json()["data"]["items"]
    assert events[0]["kind"] == "phone_verified"
    removed = await client.delete("/api/auth/phone", headers=person.headers)
    assert removed.json()["data"]["user"]["phone"] is None


async def test_a_code_works_once(client: httpx.AsyncClient, twilio: Twilio) -> None:
    person = await sign_up(client)
    await ask(client, person)
    code = await twilio.code_for(PHONE)
    answers = await asyncio.gather(*(try_code(client, person, code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 403, 403, 403, 403]


async def test_a_code_is_good_for_ten_minutes(client: httpx.AsyncClient, twilio: Twilio) -> None:
    person = await sign_up(client)
    await ask(client, person)
    code = await twilio.code_for(PHONE)
    with clock.moved(CODE_LIFETIME + timedelta(seconds=1)):
        assert code_of(await try_code(client, person, code)) == (403, "wrong_code")


async def test_a_code_is_for_its_account_and_its_number(client: httpx.AsyncClient, twilio: Twilio) -> None:
    person, other = await sign_up(client), await sign_up(client)
    await ask(client, person)
    await ask(client, other, "+393123456700")
    code = await twilio.code_for(PHONE)
    assert (await try_code(client, other, code)).status_code == 403
    assert (await try_code(client, other, code, "+393123456700")).status_code == 403
    assert (await try_code(client, person, code, "+393123456700")).status_code == 403
    assert (await try_code(client, person, code)).status_code == 200


async def test_a_new_code_takes_the_place_of_the_old_one(client: httpx.AsyncClient, twilio: Twilio) -> None:
    person = await sign_up(client)
    await ask(client, person)
    old = await twilio.code_for(PHONE)
    await ask(client, person)
    new = await twilio.code_for(PHONE, 2)
    assert old == new or (await try_code(client, person, old)).status_code == 403
    assert (await try_code(client, person, new)).status_code == 200


async def test_many_guesses_at_once_are_five(client: httpx.AsyncClient, twilio: Twilio, settings: Settings) -> None:
    """From two servers, over many connections: what counts is one row."""
    person = await sign_up(client)
    await ask(client, person)
    code = await twilio.code_for(PHONE)
    async with running_server(twilio.used_by(settings), FEATURES, authenticate) as second:
        wrong = [try_code((client, second)[n % 2], person, another(code)) for n in range(CODE_TRIES)]
        late = [try_code((client, second)[n % 2], person, another(code)) for n in range(40)]
        answers = await asyncio.gather(*wrong, *late)
    assert {answer.status_code for answer in answers} == {403}
    assert code_of(await try_code(client, person, code)) == (403, "wrong_code")


async def test_the_right_code_counts_among_the_first_five_only(
    client: httpx.AsyncClient, twilio: Twilio, resources: Resources
) -> None:
    person = await sign_up(client)
    await ask(client, person)
    code = await twilio.code_for(PHONE)
    for _ in range(CODE_TRIES - 1):
        await try_code(client, person, another(code))
    async with resources.db.transaction() as tx:
        assert await tx.value("SELECT tries FROM phone_codes") == CODE_TRIES - 1
    assert (await try_code(client, person, code)).status_code == 200


async def test_codes_cannot_be_guessed_at_speed_from_many_addresses(settings: Settings, twilio: Twilio) -> None:
    """A hundred guesses from fifty addresses, by ten accounts, at one number: counted together, whoever it is."""
    limited = twilio.used_by(settings).model_copy(
        update={"rate_limits": True, "rate_limit_signed_in": "1000/second", "trusted_proxies": ["127.0.0.1"]}
    )
    async with running_server(settings, FEATURES, authenticate) as door:
        people = [await sign_up(door) for _ in range(10)]
    async with (
        open_resources(limited, declared_jobs(limited, FEATURES)) as resources,
        running_worker(resources, limited),
        running_server(limited, FEATURES, authenticate) as client,
    ):

        async def guess(n: int) -> int:
            headers = {**people[n % 10].headers, "X-Forwarded-For": f"198.51.{n % 50}.7"}
            body = {"phone": PHONE, "code": f"{n:06}"}
            return (await client.post("/api/auth/phone/verify", json=body, headers=headers)).status_code

        async def start(n: int) -> int:
            headers = {**people[n % 10].headers, "X-Forwarded-For": f"198.51.{n % 50}.7"}
            return (await client.post("/api/auth/phone/start", json={"phone": PHONE}, headers=headers)).status_code

        started = await asyncio.gather(*(start(n) for n in range(10)))
        assert started.count(200) == policy.CODE_NUMBER_LIMIT.item.amount
        statuses = await asyncio.gather(*(guess(n) for n in range(100)))
        assert statuses.count(429) == 100 - policy.TRY_NUMBER_LIMIT.item.amount
        assert statuses.count(200) == 0
        refused = await client.post("/api/auth/phone/start", json={"phone": PHONE}, headers=people[0].headers)
        assert int(refused.headers["Retry-After"]) > 0


async def test_limits_fail_closed(settings: Settings, twilio: Twilio) -> None:
    async with running_server(settings, FEATURES, authenticate) as door:
        person = await sign_up(door)
    away = twilio.used_by(settings).model_copy(update={"rate_limits": True, "valkey_url": "unix:///nowhere/v.sock"})
    async with running_server(away, FEATURES, authenticate) as client:
        assert (await ask(client, person)).status_code == 503
        assert (await try_code(client, person, "000000")).status_code == 503
    limits = [limit for name, limit in vars(policy).items() if name.endswith("_LIMIT")]
    assert len(limits) > 10
    assert {(limit.counts, limit.fails) for limit in limits} == {("shared", "closed")}


async def test_a_number_belongs_to_one_account_and_asking_does_not_tell(
    client: httpx.AsyncClient, twilio: Twilio
) -> None:
    owner, other = await sign_up(client), await sign_up(client)
    await ask(client, owner)
    await try_code(client, owner, await twilio.code_for(PHONE))
    known, unknown = await ask(client, other), await ask(client, owner, "+393123456700")
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    code = await twilio.code_for(PHONE, 2)
    assert code_of(await try_code(client, other, another(code))) == (403, "wrong_code")
    assert code_of(await try_code(client, other, code)) == (409, "phone_taken")
    assert (await phone_of(client, owner), await phone_of(client, other)) == (PHONE, None)


async def test_of_two_who_verify_a_number_at_once_one_gets_it(client: httpx.AsyncClient, twilio: Twilio) -> None:
    people = [await sign_up(client) for _ in range(2)]
    codes: list[str] = []
    for nth, person in enumerate(people, 1):
        await ask(client, person)
        codes.append(await twilio.code_for(PHONE, nth))
    tries = [try_code(client, person, code) for person, code in zip(people, codes, strict=True)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*tries)) == [200, 409]


@pytest.mark.parametrize(
    "phone",
    ["312 345 6789", "+39", "0", "+3906123", "+393123456789 or more", "+44 909 8790 000", "+1 900 234 5678",
     "+39 06 1234 5678", "tel:", "\u202e+393123456789\u202ex", "<b>", "' OR 1=1 --", "+" + "9" * 39],
)  # fmt: skip
async def test_what_is_no_mobile_number_is_refused(client: httpx.AsyncClient, twilio: Twilio, phone: str) -> None:
    person = await sign_up(client)
    for answer in (await ask(client, person, phone), await try_code(client, person, "123456", phone)):
        assert code_of(answer) == (400, "validation_failed")
        assert [one["field"] for one in answer.json()["error"]["details"]] == ["phone"]
    assert twilio.messages == []


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", " 123456", "123456\n"])
async def test_what_is_no_code_is_refused(client: httpx.AsyncClient, code: str) -> None:
    person = await sign_up(client)
    assert code_of(await try_code(client, person, code)) == (400, "validation_failed")


async def test_strangers_verify_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/auth/phone/start", json={"phone": PHONE})).status_code == 401
    assert (await client.post("/api/auth/phone/verify", json={"phone": PHONE, "code": "1" * 6})).status_code == 401


async def test_no_row_holds_a_code(settings: Settings, twilio: Twilio) -> None:
    with_sms = twilio.used_by(settings)
    async with (
        open_resources(with_sms, declared_jobs(with_sms, FEATURES)) as resources,
        running_server(with_sms, FEATURES, authenticate) as client,
    ):
        person = await sign_up(client)
        await ask(client, person)
        async with resources.db.transaction() as tx:
            arguments = await tx.value(
                "SELECT args -> 'arguments' FROM procrastinate_jobs WHERE task_name = 'accounts.send_phone_code'"
            )
        assert arguments == {"account_id": str(person.id)}
        async with running_worker(resources, with_sms):
            code = await twilio.code_for(PHONE)
        async with resources.db.transaction() as tx:
            row = await tx.value("SELECT p::text FROM phone_codes p")
            plain = await tx.value("SELECT code_hash = sha256(%s) FROM phone_codes", (code.encode(),))
        assert f",{code}" not in row
        assert plain is False


async def test_the_owner_is_told_by_mail(settings: Settings, twilio: Twilio, mailbox: Mailbox) -> None:
    both = twilio.used_by(settings).model_copy(update={"smtp_url": SecretStr(mailbox.url)})
    async with (
        open_resources(both, declared_jobs(both, FEATURES)) as resources,
        running_worker(resources, both),
        running_server(both, FEATURES, authenticate) as client,
    ):
        person = await sign_up(client)
        async with resources.db.transaction() as tx:
            await tx.execute("UPDATE accounts SET email_verified_at = now()")
        await ask(client, person)
        await try_code(client, person, await twilio.code_for(PHONE))
        letter = await mailbox.letter_to(person.email, "Your number was verified")
        assert "789" in letter
        assert PHONE not in letter


async def test_twilio_that_is_away_is_tried_again_and_a_number_that_is_none_is_not(
    client: httpx.AsyncClient, twilio: Twilio, resources: Resources
) -> None:
    person = await sign_up(client)
    twilio.refuses = 503
    await ask(client, person)

    await eventually(lambda: twilio.asked >= 1, "the job has failed once")
    twilio.refuses = 0
    assert await twilio.code_for(PHONE)
    twilio.refuses = 400
    await ask(client, person, "+393123456700")
    asked = twilio.asked

    async def over() -> bool:
        async with resources.db.transaction() as tx:
            waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'accounts.send_phone_code'"
            return await tx.value(waiting) == 0

    await eventually(over, "a refused number is not tried again")
    assert twilio.asked <= asked + 1


async def test_in_development_the_log_shows_the_code(settings: Settings, logs: Logs) -> None:
    async with (
        open_resources(settings, declared_jobs(settings, FEATURES)) as resources,
        running_worker(resources, settings),
        running_server(settings, FEATURES, authenticate) as client,
    ):
        logs.start()
        person = await sign_up(client)
        await ask(client, person)
        lines: list[dict[str, Any]] = []

        def shown() -> bool:
            lines.extend(logs.lines())
            return any(line.get("to") == PHONE for line in lines)

        await eventually(shown, "the message is in the log")
        text = next(line["text"] for line in lines if line.get("to") == PHONE)
        assert (await try_code(client, person, code_in(text))).status_code == 200


async def test_in_production_it_never_does(settings: Settings, logs: Logs) -> None:
    production = settings.model_copy(update={"mode": Mode.PRODUCTION})
    with pytest.raises(RuntimeError):
        LogSms(production)
    sender = open_sms(production)
    assert isinstance(sender, NoSms)
    logs.start()
    await sender.send(Sms(PHONE, "123456 is your code"))
    said = logs.text()
    assert "123456" not in said
    assert PHONE not in said
    async with running_server(production, FEATURES, authenticate) as client:
        person = await sign_up(client)
        assert code_of(await ask(client, person)) == (404, "no_text_messages")
        assert (await client.get("/api/instance")).json()["data"]["verifiesPhones"] is False
