"""`mingle admin`: making moderators and admins, and what they have to show."""

import asyncio
import os
import pty
import subprocess
from collections.abc import AsyncGenerator
from uuid import UUID

import httpx
import pytest

from mingle.app import FEATURES, declared_jobs
from mingle.features.accounts import authenticate
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.cli.commands import MINGLE
from tests.support.programs import environment, mingle
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

PASSWORD = "green door at eight o'clock"
NEW = ("admin", "create", "mara", "--email", "mara@example.org", "--name", "Mara")


@pytest.fixture
async def resources(settings: Settings) -> AsyncGenerator[Resources]:
    async with open_resources(settings, declared_jobs(settings, FEATURES)) as opened:
        yield opened


@pytest.fixture
async def client(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    async with running_server(settings, FEATURES, authenticate) as connected:
        yield connected


@pytest.fixture
def in_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGLE_ADMIN_PASSWORD", PASSWORD)


async def sign_in(client: httpx.AsyncClient, login: str = "mara") -> httpx.Response:
    return await client.post("/api/auth/login", json={"login": login, "password": PASSWORD})


async def register(client: httpx.AsyncClient, email: str = "mara@example.org", username: str = "mara") -> UUID:
    body = {
        "email": email,
        "username": username,
        "password": PASSWORD,
        "displayName": "Mara",
        "birthdate": "1990-04-01",
    }
    answer = await client.post("/api/auth/register", json=body)
    return UUID(answer.json()["data"]["user"]["id"])


async def kept(resources: Resources) -> tuple[str, bool]:
    """The role that is kept of Mara, and whether her address is confirmed."""
    async with resources.db.transaction() as tx:
        role: str = await tx.value("SELECT role FROM accounts WHERE username = 'mara'")
        confirmed: bool = await tx.value("SELECT email_verified_at IS NOT NULL FROM accounts WHERE username = 'mara'")
    return role, confirmed


@pytest.mark.usefixtures("in_environment")
async def test_makes_an_admin_who_is_led_to_a_second_factor(
    settings: Settings, client: httpx.AsyncClient, resources: Resources
) -> None:
    code, said = await mingle(settings, *NEW)
    assert code == 0, said
    assert said.splitlines() == [
        "mara is made, and an admin.",
        "At the first sign-in they are led to set up a second factor; until then they act as a user.",
    ]
    assert await kept(resources) == ("admin", True)
    data = (await sign_in(client)).json()["data"]
    assert (data["user"]["role"], data["user"]["secondFactor"]["required"]) == ("user", True)
    headers = {"Authorization": f"Bearer {data['accessToken']}"}
    log = (await client.get("/api/auth/events", headers=headers)).json()["data"]["items"]
    told = [(event["kind"], event["device"], event["address"]) for event in log]
    assert ("role_changed", "The command line", "this server") in told


async def test_gives_the_role_to_an_account_that_is_there(
    settings: Settings, client: httpx.AsyncClient, resources: Resources
) -> None:
    await register(client)
    code, said = await mingle(settings, "admin", "create", "Mara", "--role", "moderator")
    assert (code, said.splitlines()[0]) == (0, "mara is a moderator now.")
    assert await kept(resources) == ("moderator", False)
    code, said = await mingle(settings, "admin", "create", "mara", "--email", "MARA@example.org")
    assert (code, said.splitlines()[0]) == (0, "mara is an admin now.")
    assert await kept(resources) == ("admin", True)
    assert (await sign_in(client)).status_code == 200, "the password is as it was"


@pytest.mark.usefixtures("in_environment")
async def test_an_address_that_is_somebody_elses_is_refused(
    settings: Settings, client: httpx.AsyncClient, resources: Resources
) -> None:
    await register(client)
    code, said = await mingle(settings, "admin", "create", "mara", "--email", "other@example.org")
    assert (code, "The account has another address than this." in said) == (1, True)
    assert await kept(resources) == ("user", False)
    assert (await mingle(settings, "admin", "create", "mara", "--email", "mara@example.org"))[0] == 0
    code, said = await mingle(settings, "admin", "create", "boss", "--email", "mara@example.org")
    assert (code, "This address belongs to another account." in said) == (1, True)
    async with resources.db.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM accounts") == 1, "nothing was made"


@pytest.mark.parametrize(
    ("arguments", "password", "told"),
    [
        (("admin", "create", "mara"), PASSWORD, "give their --email, too"),
        (("admin", "create", "m", "--email", "mara@"), PASSWORD, "The username must have at least 3 characters."),
        (("admin", "create", "m", "--email", "mara@"), PASSWORD, "The email does not have the right form."),
        (NEW, "password1", "is easy to guess"),
        (NEW, "short", "The password must have at least 8 characters."),
        (NEW, "", "The password must have at least 8 characters."),
        (("admin", "reset", "nobody"), PASSWORD, "Nobody is called nobody."),
    ],
)
async def test_what_cannot_be_is_told_in_words(
    settings: Settings,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    password: str,
    told: str,
) -> None:
    monkeypatch.setenv("MINGLE_ADMIN_PASSWORD", password)
    monkeypatch.setenv("COLUMNS", "200")
    code, said = await mingle(settings, *arguments)
    assert code == 1, said
    assert told in said
    assert "Traceback" not in said
    async with resources.db.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM accounts") == 0


async def test_the_password_comes_through_a_pipe(settings: Settings, client: httpx.AsyncClient) -> None:
    ended = await asyncio.to_thread(
        subprocess.run, [MINGLE, *NEW], env=environment(settings), input=f"{PASSWORD}\n", text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert (await sign_in(client)).status_code == 200


def typed(settings: Settings, *lines: str) -> tuple[int, str]:
    """Run the command in a terminal, typing lines as it asks for them; its exit code, and what the terminal showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(MINGLE, [MINGLE, *NEW], environment(settings))
    shown = b""
    for line in lines:
        while not shown.rstrip().endswith(b":"):
            shown += os.read(terminal, 1024)
        os.write(terminal, line.encode() + b"\n")
        shown += b"|"
    try:
        while more := os.read(terminal, 1024):
            shown += more
    except OSError:  # the other end has closed
        pass
    finally:
        os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


async def test_the_password_is_asked_for_without_showing_it(settings: Settings, client: httpx.AsyncClient) -> None:
    code, shown = await asyncio.to_thread(typed, settings, PASSWORD, "another one entirely")
    assert (code, "two different passwords" in shown) == (1, True)
    code, shown = await asyncio.to_thread(typed, settings, PASSWORD, PASSWORD)
    assert (code, "mara is made, and an admin." in shown) == (0, True)
    assert "Password:" in shown
    assert PASSWORD not in shown
    assert (await sign_in(client)).status_code == 200


@pytest.mark.usefixtures("in_environment")
async def test_staff_are_listed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    _, said = await mingle(settings, "admin", "list")
    assert said == "There is no moderator and no admin yet: `mingle admin create` makes one.\n"
    await mingle(settings, *NEW)
    _, said = await mingle(settings, "admin", "list")
    for told in ("mara", "admin", "mara@example.org", "none yet"):
        assert told in said


@pytest.mark.usefixtures("in_environment")
async def test_lost_factors_are_taken_away(settings: Settings, client: httpx.AsyncClient, resources: Resources) -> None:
    await mingle(settings, *NEW)
    async with resources.db.transaction() as tx:
        await tx.execute("INSERT INTO totp_secrets SELECT id, 'lost', 0, now() FROM accounts")
        await tx.execute(
            "INSERT INTO passkeys (account_id, credential_id, public_key, sign_count, transports, name, created_at)"
            " SELECT id, 'lost', 'lost', 0, '{}', 'Lost', now() FROM accounts"
        )
    assert (await sign_in(client)).json()["error"]["code"] == "totp_required"
    assert (await mingle(settings, "admin", "reset", "mara"))[0] == 0
    second_factor = (await sign_in(client)).json()["data"]["user"]["secondFactor"]
    assert (second_factor["totp"], second_factor["passkeys"]) == (False, 0)
