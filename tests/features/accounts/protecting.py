"""What the tests of second factors share: people who have one, and what they show."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from pyotp.totp import TOTP

from mingle.kernel import clock
from mingle.kernel.actor import Role
from mingle.kernel.resources import Resources
from tests.features.accounts.conftest import Person, sign_up
from tests.support.authenticator import Authenticator

ORIGIN = "http://localhost:8000"
LATER = timedelta(minutes=11)
"""When nothing that was shown is recent any more."""


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or some steps of half a minute from now."""
    return TOTP(secret).at(clock.now(), counter_offset=steps)


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def switch_on(client: httpx.AsyncClient, headers: dict[str, str]) -> tuple[str, list[str]]:
    """Switch two-step sign-in on; the secret and the recovery codes."""
    started = await client.post("/api/auth/totp/start", headers=headers)
    assert started.status_code == 200, started.text
    secret: str = started.json()["data"]["secret"]
    # The code of the step before, so that the one of now is still good.
    body = {"code": code_of(secret, steps=-1)}
    confirmed = await client.post("/api/auth/totp/confirm", json=body, headers=headers)
    assert confirmed.status_code == 200, confirmed.text
    recovery_codes: list[str] = confirmed.json()["data"]["recoveryCodes"]
    return secret, recovery_codes


async def login(client: httpx.AsyncClient, person: Person, **more: Any) -> httpx.Response:
    body = {"login": person.username, "password": person.password, **more}
    return await client.post("/api/auth/login", json=body)


async def signed_in(client: httpx.AsyncClient, person: Person, **more: Any) -> dict[str, str]:
    """Sign in; the headers of the new session."""
    answer = await login(client, person, **more)
    assert answer.status_code == 200, answer.text
    return bearer(answer.json()["data"]["accessToken"])


async def step_up(client: httpx.AsyncClient, headers: dict[str, str], **shown: Any) -> httpx.Response:
    return await client.post("/api/auth/step-up", json=shown, headers=headers)


async def add_passkey(
    client: httpx.AsyncClient, headers: dict[str, str], authenticator: Authenticator, name: str = "Phone"
) -> httpx.Response:
    options = await client.post("/api/auth/passkeys/options", headers=headers)
    assert options.status_code == 200, options.text
    body = {"name": name, "credential": authenticator.create(options.json()["data"])}
    return await client.post("/api/auth/passkeys", json=body, headers=headers)


async def with_passkey(client: httpx.AsyncClient) -> tuple[Person, Authenticator]:
    """Somebody who has a passkey, and what keeps it."""
    person, authenticator = await sign_up(client), Authenticator(ORIGIN)
    answer = await add_passkey(client, person.headers, authenticator)
    assert answer.status_code == 201, answer.text
    return person, authenticator


async def ask_sign_in(client: httpx.AsyncClient) -> dict[str, Any]:
    options: dict[str, Any] = (await client.post("/api/auth/passkeys/sign-in/options")).json()["data"]
    return options


async def passkey_sign_in(client: httpx.AsyncClient, authenticator: Authenticator, **more: Any) -> httpx.Response:
    body = {"credential": authenticator.get(await ask_sign_in(client)), **more}
    return await client.post("/api/auth/passkeys/sign-in", json=body)


async def promote(resources: Resources, account_id: UUID, role: Role = Role.MODERATOR) -> None:
    async with resources.db.transaction() as tx:
        await tx.execute("UPDATE accounts SET role = %s WHERE id = %s", (role, account_id))


async def user_of(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    user: dict[str, Any] = (await client.get("/api/auth/me", headers=headers)).json()["data"]["user"]
    return user


async def events_of(client: httpx.AsyncClient, headers: dict[str, str]) -> list[str]:
    page = (await client.get("/api/auth/events", headers=headers)).json()["data"]
    return [event["kind"] for event in page["items"]]
