"""Two-step sign-in: codes from an app, and recovery codes."""

import asyncio
import statistics
import time
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, jobs
from mingle.features.accounts.policy import TOTP_DAY_LIMIT, TOTP_LIMIT, TOTP_SETUP_LIFETIME
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Mailbox, sign_up
from tests.features.accounts.protecting import (
    LATER,
    code_of,
    error_of,
    events_of,
    login,
    signed_in,
    step_up,
    switch_on,
    user_of,
)
from tests.support.servers import running_server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("middle_of_a_step")]

OFF = {"totp": False, "passkeys": 0, "recoveryCodesLeft": 0, "required": False}


async def test_an_app_is_told_all_it_needs(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    setup: dict[str, str] = (await client.post("/api/auth/totp/start", headers=person.headers)).json()["data"]
    uri = urlsplit(setup["uri"])
    asked = parse_qs(uri.query)
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert unquote(uri.path) == f"/Mingle:{person.username}"
    assert (asked["secret"], asked["issuer"]) == ([setup["secret"]], ["Mingle"])
    assert len(setup["secret"]) == 32


async def test_signing_in_asks_for_a_code_once_the_password_was_right(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    secret, recovery_codes = await switch_on(client, person.headers)
    assert len(set(recovery_codes)) == 10
    assert error_of(await login(client, person)) == (401, "totp_required")
    wrong_password = {"login": person.username, "password": "a guess of mine"}
    for body in (wrong_password, {**wrong_password, "totp": code_of(secret)}):
        assert error_of(await client.post("/api/auth/login", json=body)) == (401, "invalid_credentials")
    assert error_of(await login(client, person, totp=code_of(secret, steps=50))) == (401, "totp_invalid")
    headers = await signed_in(client, person, totp=code_of(secret))
    assert (await user_of(client, headers))["secondFactor"] == {**OFF, "totp": True, "recoveryCodesLeft": 10}


async def test_nothing_is_asked_for_before_a_code_was_right(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    nothing = await client.post("/api/auth/totp/confirm", json={"code": "123456"}, headers=person.headers)
    assert error_of(nothing) == (409, "nothing_begun")
    secret = (await client.post("/api/auth/totp/start", headers=person.headers)).json()["data"]["secret"]
    body = {"code": code_of(secret, steps=50)}
    assert error_of(await client.post("/api/auth/totp/confirm", json=body, headers=person.headers)) == (
        403,
        "wrong_code",
    )
    assert (await user_of(client, person.headers))["secondFactor"] == OFF
    assert (await login(client, person)).status_code == 200
    with clock.moved(TOTP_SETUP_LIFETIME + timedelta(seconds=1)):
        headers = await signed_in(client, person)
        body = {"code": code_of(secret)}
        late = await client.post("/api/auth/totp/confirm", json=body, headers=headers)
    assert error_of(late) == (409, "nothing_begun")


async def test_a_code_works_once_also_when_it_comes_ten_times_at_once(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    secret, _ = await switch_on(client, person.headers)
    code = code_of(secret)
    answers = await asyncio.gather(*(login(client, person, totp=code) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 9
    # Nor does an older one, once a newer one was taken.
    assert error_of(await login(client, person, totp=code_of(secret, steps=-1))) == (401, "totp_invalid")


async def test_the_code_of_the_set_up_is_used_up_by_it(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    secret = (await client.post("/api/auth/totp/start", headers=person.headers)).json()["data"]["secret"]
    code = code_of(secret)
    confirmed = await client.post("/api/auth/totp/confirm", json={"code": code}, headers=person.headers)
    assert confirmed.status_code == 200
    assert error_of(await login(client, person, totp=code)) == (401, "totp_invalid")


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
async def test_a_clock_may_be_one_step_off(client: httpx.AsyncClient, steps: int, status: int) -> None:
    person = await sign_up(client)
    secret, _ = await switch_on(client, person.headers)
    with clock.moved(timedelta(minutes=5)):
        assert (await login(client, person, totp=code_of(secret, steps=steps))).status_code == status


async def test_a_code_may_be_typed_with_spaces(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    secret, _ = await switch_on(client, person.headers)
    code = code_of(secret)
    assert (await login(client, person, totp=f"{code[:3]} {code[3:]}")).status_code == 200


async def test_a_recovery_code_opens_once(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    _, [first, second, *_] = await switch_on(client, person.headers)
    answers = await asyncio.gather(*(login(client, person, totp=first) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 4
    headers = await signed_in(client, person, totp=second.upper().replace("-", " "))
    assert (await user_of(client, headers))["secondFactor"]["recoveryCodesLeft"] == 8
    assert "recovery_code_used" in await events_of(client, headers)


async def test_recovery_codes_of_another_account_do_not_open(client: httpx.AsyncClient) -> None:
    person, other = await sign_up(client), await sign_up(client)
    await switch_on(client, person.headers)
    _, [theirs, *_] = await switch_on(client, other.headers)
    assert error_of(await login(client, person, totp=theirs)) == (401, "totp_invalid")


async def test_new_recovery_codes_replace_the_old(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    nothing_yet = await client.post("/api/auth/recovery-codes", headers=person.headers)
    assert error_of(nothing_yet) == (409, "totp_off")
    secret, [old, *_] = await switch_on(client, person.headers)
    renewed = (await client.post("/api/auth/recovery-codes", headers=person.headers)).json()["data"]
    assert renewed["user"]["secondFactor"]["recoveryCodesLeft"] == 10
    assert error_of(await login(client, person, totp=old)) == (401, "totp_invalid")
    assert (await login(client, person, totp=renewed["recoveryCodes"][9])).status_code == 200
    headers = await signed_in(client, person, totp=code_of(secret))
    assert "recovery_codes_renewed" in await events_of(client, headers)


async def test_switching_off_asks_for_a_second_factor_and_forgets_the_codes(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    secret, [recovery_code, *_] = await switch_on(client, person.headers)
    with clock.moved(LATER):
        headers = await signed_in(client, person, totp=code_of(secret))
    with clock.moved(LATER * 2):
        assert error_of(await client.delete("/api/auth/totp", headers=headers)) == (403, "step_up_required")
        assert error_of(await step_up(client, headers, password=person.password)) == (403, "step_up_required")
        assert error_of(await step_up(client, headers, code=code_of(secret, steps=9))) == (403, "wrong_code")
        assert (await step_up(client, headers, code=recovery_code)).status_code == 200
        off = await client.delete("/api/auth/totp", headers=headers)
        assert off.json()["data"]["user"]["secondFactor"] == OFF
        assert error_of(await client.delete("/api/auth/totp", headers=headers)) == (409, "totp_off")
        assert (await login(client, person)).status_code == 200
        assert {"totp_on", "totp_off", "second_factor_failed"} <= set(await events_of(client, headers))


async def test_a_stolen_session_cannot_switch_it_on_and_lock_the_owner_out(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    with clock.moved(timedelta(minutes=14)):  # the access token is still good
        assert error_of(await client.post("/api/auth/totp/start", headers=person.headers)) == (403, "step_up_required")
        wrong = await step_up(client, person.headers, password="a guess of mine")
        assert error_of(wrong) == (403, "wrong_password")
        assert (await step_up(client, person.headers, password=person.password)).status_code == 200
        await switch_on(client, person.headers)


async def test_the_password_alone_cannot_replace_the_app(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    secret, _ = await switch_on(client, person.headers)
    with clock.moved(timedelta(minutes=14)):
        for method, path in (("POST", "totp/start"), ("POST", "recovery-codes"), ("POST", "passkeys/options")):
            answer = await client.request(method, f"/api/auth/{path}", headers=person.headers)
            assert error_of(answer) == (403, "step_up_required"), path
        assert (await step_up(client, person.headers, code=code_of(secret))).status_code == 200
        await switch_on(client, person.headers)
        assert error_of(await login(client, person, totp=code_of(secret))) == (401, "totp_invalid")


async def test_a_guest_has_no_password_to_protect(client: httpx.AsyncClient) -> None:
    guest = {"name": "Ines", "gender": "woman", "birthdate": "1990-01-01"}
    token = (await client.post("/api/auth/guest", json=guest)).json()["data"]["accessToken"]
    answer = await client.post("/api/auth/totp/start", headers={"Authorization": f"Bearer {token}"})
    assert error_of(answer) == (409, "no_password")


@pytest.mark.parametrize(
    ("shown", "field"), [({}, "code"), ({"code": "123456", "password": "x"}, "password"), ({"code": "12"}, "code")]
)
async def test_one_thing_is_shown_at_a_time(client: httpx.AsyncClient, shown: dict[str, str], field: str) -> None:
    person = await sign_up(client)
    answer = await step_up(client, person.headers, **shown)
    assert error_of(answer) == (400, "validation_failed")
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == [field]


async def test_codes_cannot_be_guessed_at_speed_from_many_addresses(settings: Settings) -> None:
    limited = settings.model_copy(
        update={"rate_limits": True, "rate_limit_signed_out": "1000/second", "trusted_proxies": ["127.0.0.1"]}
    )
    async with (
        running_server(limited, FEATURES, authenticate) as one,
        running_server(limited, FEATURES, authenticate) as other,
    ):
        person = await sign_up(one)
        secret, _ = await switch_on(one, person.headers)  # counts as one try
        tries = [
            (one, other)[turn % 2].post(
                "/api/auth/login",
                json={"login": person.username, "password": person.password, "totp": f"{turn:06}"},
                headers={"X-Forwarded-For": f"203.0.113.{turn}"},
            )
            for turn in range(15)
        ]
        statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
        assert statuses.count(401) == TOTP_LIMIT.item.amount - 1
        right = await login(one, person, totp=code_of(secret))
        assert right.status_code == 429
        assert int(right.headers["Retry-After"]) > 0
    assert TOTP_LIMIT.fails == TOTP_DAY_LIMIT.fails == "closed"
    assert TOTP_LIMIT.counts == TOTP_DAY_LIMIT.counts == "shared"


async def test_without_valkey_nobody_may_try_codes(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await sign_up(client)
    secret, _ = await switch_on(client, person.headers)
    away = settings.model_copy(update={"rate_limits": True, "valkey_url": "unix:///nowhere/valkey.sock"})
    async with running_server(away, FEATURES, authenticate) as without:
        assert (await step_up(without, person.headers, code=code_of(secret))).status_code == 503


async def test_what_is_kept_is_useless_to_a_thief(client: httpx.AsyncClient, resources: Resources) -> None:
    person = await sign_up(client)
    secret, recovery_codes = await switch_on(client, person.headers)
    async with resources.db.transaction() as tx:
        kept: str = await tx.value(
            "SELECT (SELECT string_agg(s::text, ',') FROM totp_secrets s)"
            " || (SELECT string_agg(r::text, ',') FROM recovery_codes r)"
        )
    for told in (secret, *recovery_codes):
        assert told not in kept
        assert told.encode().hex() not in kept


async def test_a_secret_does_not_open_in_another_account(client: httpx.AsyncClient, resources: Resources) -> None:
    person, thief = await sign_up(client), await sign_up(client)
    await switch_on(client, person.headers)
    secret, _ = await switch_on(client, thief.headers)
    async with resources.db.transaction() as tx:
        await tx.execute(
            "UPDATE totp_secrets SET secret = (SELECT secret FROM totp_secrets WHERE account_id = %s)"
            " WHERE account_id = %s",
            (thief.id, person.id),
        )
    assert error_of(await login(client, person, totp=code_of(secret))) == (401, "totp_invalid")


async def test_the_owner_is_told_by_mail(postal: httpx.AsyncClient, mailbox: Mailbox) -> None:
    person = await sign_up(postal)
    _, [recovery_code, *_] = await switch_on(postal, person.headers)
    headers = await signed_in(postal, person, totp=recovery_code)
    await postal.post("/api/auth/recovery-codes", headers=headers)
    assert (await postal.delete("/api/auth/totp", headers=headers)).status_code == 200
    for subject in (
        "Two-step sign-in is on",
        "A recovery code was used",
        "You have new recovery codes",
        "Two-step sign-in is off",
    ):
        letter = await mailbox.letter_to(person.email, subject)
        assert recovery_code not in letter


async def test_changing_factors_signs_nobody_out(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    elsewhere = await signed_in(client, person)
    await switch_on(client, person.headers)
    await client.delete("/api/auth/totp", headers=person.headers)
    assert (await client.get("/api/auth/me", headers=elsewhere)).status_code == 200


async def test_no_code_and_no_secret_reaches_a_log(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    person = await sign_up(client)
    secret, [recovery_code, *others] = await switch_on(client, person.headers)
    code = code_of(secret)
    for given in (code, code, recovery_code, recovery_code):
        await login(client, person, totp=given)
    await step_up(client, person.headers, code=others[0])
    await step_up(client, person.headers, password=person.password)
    said = "".join(capsys.readouterr())
    assert "/api/auth/step-up" in said, "there is a log"
    for told in (secret, code, recovery_code, person.password, *others):
        assert told not in said


async def test_what_was_begun_and_never_finished_is_forgotten(client: httpx.AsyncClient, resources: Resources) -> None:
    person = await sign_up(client)
    await client.post("/api/auth/totp/start", headers=person.headers)
    await client.post("/api/auth/passkeys/sign-in/options")

    async def kept() -> int:
        async with resources.db.transaction() as tx:
            return await tx.value(
                "SELECT (SELECT count(*) FROM totp_setups) + (SELECT count(*) FROM passkey_challenges)"
            )

    await jobs.forget.run(resources, {})
    assert await kept() == 2
    with clock.moved(TOTP_SETUP_LIFETIME + timedelta(seconds=1)):
        await jobs.forget.run(resources, {})
    assert await kept() == 0


async def test_a_used_code_and_a_wrong_one_cannot_be_told_apart(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    secret, [recovery_code, *_] = await switch_on(client, person.headers)
    used = code_of(secret)
    for code in (used, recovery_code):
        assert (await login(client, person, totp=code)).status_code == 200

    async def seconds(code: str) -> float:
        began = time.perf_counter()
        assert error_of(await step_up(client, person.headers, code=code)) == (403, "wrong_code")
        return time.perf_counter() - began

    for was_good, never_was in ((used, code_of(secret, steps=99)), (recovery_code, "aaaaa-aaaaa")):
        one: list[float] = []
        other: list[float] = []
        for _ in range(40):  # in turns, so that whatever else the machine does falls on both
            one.append(await seconds(was_good))
            other.append(await seconds(never_was))
        spread = statistics.pstdev(one + other)
        assert abs(statistics.median(one) - statistics.median(other)) < max(spread, 0.25 * statistics.median(one))
