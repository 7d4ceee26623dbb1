"""A production server says nothing secret in its log, whichever way people come in."""

import json
import re

import httpx
import pytest
from pydantic import SecretStr

from mingle.app import FEATURES, declared_jobs
from mingle.features.accounts import authenticate
from mingle.kernel.resources import open_resources
from mingle.settings import Mode, Settings
from tests.features.accounts.conftest import Mailbox, sign_up
from tests.features.accounts.test_identities import firebase_token
from tests.features.accounts.test_oidc import complete, start
from tests.support.logs import Logs
from tests.support.oidc import OidcServer, sign_in_there
from tests.support.servers import running_server, running_worker
from tests.support.twilio import TOKEN, Twilio

pytestmark = pytest.mark.anyio

PHONE = "+393123456789"
CANARY = "a canary in a coal mine at noon"


async def test_no_code_token_or_password_reaches_the_log(
    settings: Settings, oidc: OidcServer, twilio: Twilio, mailbox: Mailbox, logs: Logs
) -> None:
    production = oidc.trusted(
        twilio.used_by(settings), mode=Mode.PRODUCTION, smtp_url=SecretStr(mailbox.url), log_level="debug"
    )
    secrets: list[str] = [CANARY, oidc.client_secret, TOKEN, PHONE]
    async with (
        open_resources(production, declared_jobs(production, FEATURES)) as resources,
        running_worker(resources, production),
        running_server(production, FEATURES, authenticate) as client,
    ):
        logs.start()
        person = await sign_up(client, password=CANARY)
        secrets += [person.access_token, person.refresh_token]
        secrets += await _come_with_provider(client, oidc)
        secrets += await _verify_phone(client, twilio, person.headers)
        secrets += await _change_address(client, mailbox, person.headers)
        lines = logs.lines()
    # The mail server of the test runs in this process, and tells of every letter.
    said = "\n".join(json.dumps(line) for line in lines if line.get("logger") != "mail.log")
    events = [line["event"] for line in lines]
    assert events.count("request") > 10
    assert {"a provider refused a code", "an ID token was refused"} <= set(events)
    for secret in secrets:
        assert secret not in said, secret


async def _come_with_provider(client: httpx.AsyncClient, oidc: OidcServer) -> list[str]:
    url = await start(client)
    back = await sign_in_there(url)
    newcomer = (await client.post("/api/auth/oidc/example/finish", json=back)).json()["data"]
    assert (await complete(client, newcomer["registrationToken"])).status_code == 201
    spoilt = await sign_in_there(await start(client))
    refused = await client.post("/api/auth/oidc/example/finish", json={**spoilt, "code": "canary-code-77"})
    assert refused.status_code == 403
    good = firebase_token(oidc)
    await client.post("/api/auth/oidc/fire/token", json={"idToken": good})
    bad = firebase_token(oidc, aud="another")
    assert (await client.post("/api/auth/oidc/fire/token", json={"idToken": bad})).status_code == 403
    return [back["code"], back["state"], spoilt["state"], "canary-code-77", newcomer["registrationToken"], good, bad]


async def _verify_phone(client: httpx.AsyncClient, twilio: Twilio, headers: dict[str, str]) -> list[str]:
    await client.post("/api/auth/phone/start", json={"phone": PHONE}, headers=headers)
    code = await twilio.code_for(PHONE)
    verified = await client.post("/api/auth/phone/verify", json={"phone": PHONE, "code": code}, headers=headers)
    assert verified.status_code == 200
    return [f'"{code}"', f" {code} ", f"#{code}"]


async def _change_address(client: httpx.AsyncClient, mailbox: Mailbox, headers: dict[str, str]) -> list[str]:
    body = {"email": "canary@example.org", "password": CANARY}
    assert (await client.put("/api/auth/email", json=body, headers=headers)).status_code == 200
    letter = await mailbox.letter_to("canary@example.org", "Confirm your new address")
    found = re.search(r"#([\w-]{43})", letter)
    assert found is not None
    assert (await client.post("/api/auth/email/verify", json={"token": found[1]})).status_code == 200
    return [found[1], "canary@example.org"]
