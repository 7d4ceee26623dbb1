"""Moderators and admins: a role holds only where a second factor was shown, and for what weighs much, just now."""

from datetime import timedelta

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, require_recent_factor
from mingle.features.accounts.errors import StepUpRequired
from mingle.features.accounts.tokens import Callers
from mingle.kernel import clock
from mingle.kernel.actor import Actor, Role
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.accounts.protecting import (
    LATER,
    ORIGIN,
    add_passkey,
    bearer,
    code_of,
    error_of,
    login,
    passkey_sign_in,
    promote,
    signed_in,
    step_up,
    switch_on,
    user_of,
    with_passkey,
)
from tests.support.authenticator import Authenticator
from tests.support.servers import running_server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("middle_of_a_step")]


async def actor_of(resources: Resources, headers: dict[str, str]) -> Actor:
    """Who the server takes the sender of a request for."""
    return await Callers(resources.db, resources.signer).identify(headers["Authorization"].removeprefix("Bearer "))


async def may_act(resources: Resources, headers: dict[str, str]) -> bool:
    """Whether what weighs much is allowed now."""
    actor = await actor_of(resources, headers)
    async with resources.db.transaction() as tx:
        try:
            await require_recent_factor(tx, actor)
        except StepUpRequired:
            return False
    return True


async def a_moderator(client: httpx.AsyncClient, resources: Resources) -> Person:
    person = await sign_up(client)
    await promote(resources, person.id)
    return person


async def test_a_role_waits_for_a_second_factor(client: httpx.AsyncClient, resources: Resources) -> None:
    person = await a_moderator(client, resources)
    headers = await signed_in(client, person)
    assert (await actor_of(resources, headers)).role is Role.USER
    user = await user_of(client, headers)
    assert (user["role"], user["secondFactor"]["required"]) == ("user", True)
    secret, _ = await switch_on(client, headers)
    assert (await actor_of(resources, headers)).role is Role.MODERATOR, "the set-up has shown it"
    assert (await user_of(client, headers))["role"] == "moderator"
    assert (await actor_of(resources, person.headers)).role is Role.USER, "but not on the other device"
    answer = await login(client, person, totp=code_of(secret))
    assert answer.json()["data"]["user"]["role"] == "moderator"


@pytest.mark.parametrize("factor", ["code", "recovery code", "passkey"])
async def test_any_second_factor_brings_the_role(client: httpx.AsyncClient, resources: Resources, factor: str) -> None:
    person, authenticator = await with_passkey(client)
    secret, [recovery_code, *_] = await switch_on(client, person.headers)
    await promote(resources, person.id, Role.ADMIN)
    if factor == "passkey":
        answer = await passkey_sign_in(client, authenticator)
    else:
        answer = await login(client, person, totp=code_of(secret) if factor == "code" else recovery_code)
    data = answer.json()["data"]
    assert data["user"]["role"] == "admin"
    assert (await actor_of(resources, bearer(data["accessToken"]))).role is Role.ADMIN
    renewed = await client.post("/api/auth/refresh", json={"refreshToken": data["refreshToken"]})
    assert renewed.json()["data"]["user"]["role"] == "admin"


async def test_a_step_up_brings_the_role_at_once_also_on_another_process(
    client: httpx.AsyncClient, resources: Resources, settings: Settings
) -> None:
    person, authenticator = await with_passkey(client)
    await promote(resources, person.id)
    headers = await signed_in(client, person)  # with the password alone
    async with running_server(settings, FEATURES, authenticate) as elsewhere:
        assert (await user_of(elsewhere, headers))["role"] == "user"
        options = (await client.post("/api/auth/step-up/options", headers=headers)).json()["data"]
        stepped = await step_up(client, headers, passkey=authenticator.get(options))
        assert stepped.json()["data"]["user"]["role"] == "moderator"
        assert (await user_of(elsewhere, headers))["role"] == "moderator"


async def test_the_password_alone_brings_no_role_and_no_other_factor(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    person, _ = await with_passkey(client)
    await promote(resources, person.id)
    headers = await signed_in(client, person)
    assert error_of(await step_up(client, headers, password=person.password)) == (403, "step_up_required")
    for path in ("totp/start", "passkeys/options"):
        assert error_of(await client.post(f"/api/auth/{path}", headers=headers)) == (403, "step_up_required")
    assert (await actor_of(resources, headers)).role is Role.USER


async def test_what_weighs_much_asks_for_a_factor_of_the_last_ten_minutes(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    person = await a_moderator(client, resources)
    assert not await may_act(resources, person.headers)
    secret, _ = await switch_on(client, person.headers)
    assert await may_act(resources, person.headers)
    with clock.moved(timedelta(minutes=9)):
        assert await may_act(resources, person.headers)
    with clock.moved(LATER):
        assert not await may_act(resources, person.headers)
        assert (await actor_of(resources, person.headers)).role is Role.MODERATOR, "the role stays"
        assert (await step_up(client, person.headers, code=code_of(secret))).status_code == 200
        assert await may_act(resources, person.headers)


async def test_the_password_is_no_second_factor(client: httpx.AsyncClient, resources: Resources) -> None:
    person = await sign_up(client)
    assert (await step_up(client, person.headers, password=person.password)).status_code == 200
    assert not await may_act(resources, person.headers)


async def test_staff_keep_a_second_factor(client: httpx.AsyncClient, resources: Resources) -> None:
    person = await a_moderator(client, resources)
    await switch_on(client, person.headers)
    assert error_of(await client.delete("/api/auth/totp", headers=person.headers)) == (409, "factor_needed")
    other = await a_moderator(client, resources)
    added = await add_passkey(client, other.headers, Authenticator(ORIGIN))
    path = f"/api/auth/passkeys/{added.json()['data']['passkey']['id']}"
    assert error_of(await client.delete(path, headers=other.headers)) == (409, "factor_needed")
    await switch_on(client, other.headers)
    assert (await client.delete(path, headers=other.headers)).status_code == 200
