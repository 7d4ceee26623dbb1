"""Keeping others out: forged tokens, guessed passwords, and what answers give away."""

import asyncio
import base64
import json
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import argon2
import bcrypt
import httpx
import jwt
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate
from mingle.features.accounts.policy import REGISTRATION_LIMIT, SIGN_IN_LIMIT
from mingle.kernel.resources import Resources
from mingle.kernel.security import Signer
from mingle.settings import Settings
from tests.features.accounts.conftest import Person, registration, sign_up
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def forged(token: str, key: str, algorithm: str, **changes: Any) -> str:
    header = jwt.get_unverified_header(token)
    kept = {name: header[name] for name in ("kid", "typ")}
    return jwt.encode({**claims_of(token), **changes}, key, algorithm, headers=kept)


def unsigned(token: str) -> str:
    header = {**jwt.get_unverified_header(token), "alg": "none"}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims_of(token))]
    return b".".join([*parts, b""]).decode()


async def test_forged_access_tokens_are_refused(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await sign_up(client)
    token = person.access_token
    signer = Signer(settings.secret.get_secret_value(), settings.public_url)
    session = {"sid": claims_of(token)["sid"]}
    head, body, signature = token.split(".")
    attempts = {
        "no signature": unsigned(token),
        "another key": forged(token, "k" * 64, "HS256"),
        "another algorithm": forged(token, "k" * 64, "HS512"),
        "another signature": f"{head}.{body}.{signature[::-1]}",
        "expired": signer.sign("access", session, timedelta(seconds=-1)),
        "for something else": signer.sign("email", session, timedelta(minutes=5)),
        "another issuer": Signer(settings.secret.get_secret_value(), "https://evil.example").sign(
            "access", session, timedelta(minutes=5)
        ),
        "no session": signer.sign("access", {}, timedelta(minutes=5)),
        "a session that is none": signer.sign("access", {"sid": str(uuid4())}, timedelta(minutes=5)),
        "an old key": forged(token, "k" * 64, "HS256", iat=0),
        "no token": "not.a.token",
        "nothing": "",
        "refresh token": person.refresh_token,
        "very deep": "[" * 100_000,
    }
    for what, attempt in attempts.items():
        headers = {"Authorization": f"Bearer {attempt}".strip()[:60_000]}
        answer = await client.get("/api/auth/me", headers=headers)
        assert answer.status_code == 401, what


async def test_an_access_token_says_no_more_than_it_must(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    assert claims_of(person.access_token).keys() == {"sid", "iss", "aud", "iat", "exp"}


async def test_what_is_kept_of_secrets_is_useless_to_a_thief(client: httpx.AsyncClient, resources: Resources) -> None:
    person = await sign_up(client)
    async with resources.db.transaction() as tx:
        hashed = await tx.value("SELECT password_hash FROM accounts WHERE id = %s", (person.id,))
        tokens = await tx.value("SELECT string_agg(hash::text, ',') FROM refresh_tokens")
    assert hashed.startswith("$argon2id$")
    assert person.refresh_token not in tokens


@pytest.mark.parametrize("legacy", ["bcrypt", "weak argon2"])
async def test_a_weaker_hash_is_made_anew_at_the_next_sign_in(
    client: httpx.AsyncClient, resources: Resources, legacy: str
) -> None:
    person = await sign_up(client)
    weak = (
        bcrypt.hashpw(person.password.encode(), bcrypt.gensalt(4)).decode()
        if legacy == "bcrypt"
        else argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(person.password)
    )
    async with resources.db.transaction() as tx:
        await tx.execute("UPDATE accounts SET password_hash = %s WHERE id = %s", (weak, person.id))
    for _ in range(2):
        answer = await client.post("/api/auth/login", json={"login": person.username, "password": person.password})
        assert answer.status_code == 200
    async with resources.db.transaction() as tx:
        hashed = await tx.value("SELECT password_hash FROM accounts WHERE id = %s", (person.id,))
    assert not resources.passwords.is_weak(hashed)


async def login(client: httpx.AsyncClient, name: str, password: str) -> httpx.Response:
    return await client.post("/api/auth/login", json={"login": name, "password": password})


async def test_an_unknown_login_and_a_wrong_password_are_one_answer(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    answers = [
        await login(client, name, "a guess of mine")
        for name in (person.username, person.email, "nobody-here", "nobody@example.org", "' OR 1=1 --", "x" * 254)
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}


async def test_known_and_unknown_logins_cannot_be_told_apart_by_time(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)

    async def seconds(name: str) -> float:
        began = time.perf_counter()
        await login(client, name, "a guess of mine")
        return time.perf_counter() - began

    await seconds(person.username)
    known: list[float] = []
    unknown: list[float] = []
    for _ in range(25):  # in turns, so that whatever else the machine does falls on both
        known.append(await seconds(person.username))
        unknown.append(await seconds("nobody-here"))
    spread = statistics.pstdev(known + unknown)
    assert abs(statistics.median(known) - statistics.median(unknown)) < max(spread, 0.25 * statistics.median(known))


async def test_limits_on_the_doors_hold_across_processes_and_fail_closed(settings: Settings) -> None:
    limited = settings.model_copy(update={"rate_limits": True, "rate_limit_signed_out": "1000/second"})
    async with (
        running_server(limited, FEATURES, authenticate) as one,
        running_server(limited, FEATURES, authenticate) as other,
    ):
        person: Person = await sign_up(one)
        tries = [login((one, other)[turn % 2], person.username, "a guess of mine") for turn in range(25)]
        statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
        assert statuses.count(401) == SIGN_IN_LIMIT.item.amount
        refused = await login(one, person.username, person.password)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
    assert REGISTRATION_LIMIT.fails == SIGN_IN_LIMIT.fails == "closed"
    away = limited.model_copy(update={"valkey_url": "unix:///nowhere/valkey.sock"})
    async with running_server(away, FEATURES, authenticate) as client:
        attempts = {
            "register": registration(),
            "guest": {"name": "Mara", "gender": "woman", "birthdate": "1990-04-01"},
            "login": {"login": person.username, "password": "x"},
            "password/forgot": {"email": person.email},
            "password/reset": {"token": "a" * 43, "password": person.password},
        }
        for path, body in attempts.items():
            answer = await client.post(f"/api/auth/{path}", json=body)
            assert answer.status_code == 503, path


async def test_nothing_can_be_written_that_is_not_asked_for(client: httpx.AsyncClient) -> None:
    wanted = registration(role="admin", id=str(uuid4()), kind="system", emailVerifiedAt="2020-01-01")
    answer = await client.post("/api/auth/register", json=wanted)
    user = answer.json()["data"]["user"]
    assert (user["role"], user["emailVerified"]) == ("user", False)
    assert datetime.fromisoformat(user["createdAt"]) > datetime.now(UTC) - timedelta(minutes=5)
