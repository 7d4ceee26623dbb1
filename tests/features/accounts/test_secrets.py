"""What is secret stays so: no password, token or link in a log, and no answer whose time gives somebody away."""

import json
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.kernel.security import BadSignature, Signer
from tests.features.accounts.conftest import Mailbox, registration, sign_up
from tests.support.logs import Logs

pytestmark = pytest.mark.anyio

CANARY = "canary 4f1c sings at dawn"
MAIL_SERVER = "mail.log"  # the tests' own; it stands for another machine
NEW_CANARY = "canary 77ab sings at dusk"


async def test_no_password_token_or_link_reaches_a_log(postal: httpx.AsyncClient, mailbox: Mailbox, logs: Logs) -> None:
    logs.start()
    person = await sign_up(postal, password=CANARY)
    welcome = await mailbox.letter_to(person.email, "Confirm your address")
    refreshed = (await postal.post("/api/auth/refresh", json={"refreshToken": person.refresh_token})).json()["data"]
    headers = {"Authorization": f"Bearer {refreshed['accessToken']}"}
    change = {"currentPassword": CANARY, "newPassword": NEW_CANARY}
    assert (await postal.put("/api/auth/password", json=change, headers=headers)).status_code == 200
    assert (await postal.post("/api/auth/login", json={"login": CANARY, "password": NEW_CANARY})).status_code == 401
    assert (await postal.post("/api/auth/login", json={"login": 5, "password": CANARY})).status_code == 400
    assert (await postal.get(f"/api/auth/me?token={CANARY}", headers={"Authorization": CANARY})).status_code == 401
    await postal.post("/api/auth/password/forgot", json={"email": person.email})
    reset = await mailbox.letter_to(person.email, "Choose a new password")
    links = [token_in(letter) for letter in (welcome, reset)]
    assert (await postal.post("/api/auth/password/reset", json={"token": links[1], "password": "x"})).status_code == 400
    said = "".join(map(json.dumps, (line for line in logs.lines() if line["logger"] != MAIL_SERVER)))
    assert '"path": "/api/auth/login"' in said, "the log was on"
    tokens = [person.access_token, person.refresh_token, refreshed["accessToken"], refreshed["refreshToken"], *links]
    for secret in ["canary", *tokens]:
        assert secret not in said
    assert person.email not in said


def token_in(letter: str) -> str:
    [link] = [word for word in letter.split() if word.startswith("https://")]
    return urlsplit(link).fragment


async def test_a_token_of_the_last_period_is_good_and_an_older_one_is_not(resources: Resources) -> None:
    """Signing keys change every 30 days; nobody is signed out by it."""
    signer: Signer = resources.signer
    with clock.moved(timedelta(days=-30)):
        last = signer.sign("access", {}, timedelta(days=90))
    with clock.moved(timedelta(days=-60)):
        older = signer.sign("access", {}, timedelta(days=90))
    assert signer.verify("access", last)["aud"] == "access"
    with pytest.raises(BadSignature):
        signer.verify("access", older)


async def seconds(ask: Callable[[], Awaitable[httpx.Response]], expected: int) -> float:
    began = time.perf_counter()
    answer = await ask()
    taken = time.perf_counter() - began
    assert answer.status_code == expected
    return taken


def assert_alike(one: list[float], other: list[float]) -> None:
    """Nobody can tell the two apart: their medians differ by less than single answers do."""
    spread = statistics.pstdev(one + other)
    apart = abs(statistics.median(one) - statistics.median(other))
    assert apart < max(spread, 0.25 * statistics.median(one)), f"{apart:.5f} s apart, spread {spread:.5f} s"


async def test_signing_up_with_a_known_address_takes_as_long(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    known: list[float] = []
    unknown: list[float] = []
    for _ in range(15):
        for found, email in ((known, {"email": person.email}), (unknown, {})):
            body = registration(**email)
            found.append(await seconds(lambda body=body: client.post("/api/auth/register", json=body), 201))
    assert_alike(known, unknown)


async def test_asking_for_a_link_takes_as_long_for_an_address_that_nobody_has(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    known: list[float] = []
    unknown: list[float] = []
    for number in range(30):
        for found, email in ((known, person.email), (unknown, f"nobody{number}@example.org")):
            body = {"email": email}
            found.append(await seconds(lambda body=body: client.post("/api/auth/password/forgot", json=body), 200))
    assert_alike(known, unknown)
