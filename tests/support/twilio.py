"""A pytest plugin: a stand-in for Twilio's server, which keeps the messages that it is sent."""

import base64
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from mingle.settings import Settings
from tests.support.eventually import eventually

ACCOUNT = "AC" + "0" * 32
TOKEN = "the token of an account at Twilio"
SENDER = "+15005550006"


class Twilio:
    """What reached it. `refuses` makes it answer with that status."""

    def __init__(self) -> None:
        self.url = ""
        self.messages: list[dict[str, str]] = []
        self.asked = 0
        self.refuses = 0

    def used_by(self, settings: Settings) -> Settings:
        return settings.model_copy(
            update={
                "sms_account": ACCOUNT,
                "sms_token": SecretStr(TOKEN),
                "sms_from": SENDER,
                "sms_url": self.url,
            }
        )

    async def code_for(self, phone: str, nth: int = 1) -> str:
        """The code in the nth message to a number, once it is there."""

        def found() -> str | None:
            texts = [message["Body"] for message in self.messages if message["To"] == phone]
            return texts[nth - 1] if len(texts) >= nth else None

        return code_in(await eventually(found, f"message {nth} to {phone}"))


def code_in(text: str) -> str:
    found = re.match(r"(\d{6}) is your code", text)
    assert found, text
    return found[1]


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    """The stand-in."""
    kept = Twilio()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            kept.asked += 1
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
            is_known = self.headers["Authorization"] == f"Basic {expected}"
            is_here = self.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
            status = kept.refuses or (201 if is_known and is_here else 401)
            if status == 201:
                kept.messages.append({name: values[0] for name, values in form.items()})
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b'{"code": 21211, "message": "The number is not a valid phone number."}')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield kept
    server.shutdown()
    server.server_close()
    serving.join()
