"""A judge of photos, as an operator may plug one in: asked over HTTP, it decides only what it is sure of."""

import hmac
from collections.abc import AsyncGenerator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import msgspec
import pytest
from pydantic import SecretStr

from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.features.accounts import authenticate
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.features.people.conftest import ask, visible_person
from tests.features.people.test_photos import is_verified, moderator, submitted
from tests.support.eventually import eventually
from tests.support.servers import running_server, running_worker

pytestmark = pytest.mark.anyio

SECRET = "what both of them know"


class Judge:
    """A small service that says what it is told to say."""

    def __init__(self) -> None:
        self.url = ""
        self.says: Any = {}
        self.asked: list[dict[str, Any]] = []
        self.signatures: list[bool] = []


@pytest.fixture
def judge() -> Iterator[Judge]:
    """The service."""
    kept = Judge()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            right = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
            kept.signatures.append(self.headers["mingle-signature"] == right)
            kept.asked.append(msgspec.json.decode(body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(kept.says if isinstance(kept.says, bytes) else msgspec.json.encode(kept.says))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/judge"
    Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def judged(settings: Settings, judge: Judge) -> Settings:
    """Settings with a judge."""
    changes = {"photo_judge_url": judge.url, "photo_judge_secret": SecretStr(SECRET)}
    return settings.model_copy(update=changes)


@pytest.fixture
async def client(judged: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server whose worker asks the judge."""
    async with (
        open_resources(judged, declared_jobs(judged, FEATURES), declared_hooks()) as resources,
        running_worker(resources, judged),
        running_server(judged, FEATURES, authenticate) as connected,
    ):
        yield connected


async def test_a_judge_that_is_sure_decides(client: httpx.AsyncClient, settings: Settings, judge: Judge) -> None:
    person, viewer = await visible_person(client, settings), await visible_person(client, settings)
    judge.says = {"isApproved": True}
    pose = await submitted(client, settings, person)

    async def decided() -> bool:
        return await is_verified(client, viewer, person)

    await eventually(decided, "the judge's word")
    [question] = judge.asked
    assert (question["pose"], len(question["photos"])) == (pose, 1)
    assert question["selfie"].startswith("http://localhost:8000/api/files/")
    assert judge.signatures == [True]


@pytest.mark.parametrize("doubt", [{}, {"isApproved": None}, b"neither JSON nor a verdict"])
async def test_what_a_judge_does_not_know_waits_for_a_moderator(
    client: httpx.AsyncClient, settings: Settings, judge: Judge, doubt: Any
) -> None:
    person, staff = await visible_person(client, settings), await moderator(client, settings)
    judge.says = doubt
    await submitted(client, settings, person)
    await eventually(lambda: judge.asked, "the judge to be asked")
    [waiting] = (await ask(client, staff, "GET", "/verifications"))["items"]
    assert waiting["userId"] == str(person.id)
    assert not await is_verified(client, staff, person)
