"""A pytest plugin: a stand-in for Twilio's server, which keeps the messages that it is sent."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from mingle.settings import Settings
from tests.support.eventually import eventually

ACCOUNT = "AC" + "0" * 32
TOKEN = "the token of an account at Twilio"
SENDER = "+15005550006"
ERROR = b'{"code": 21211, "message": "The number is not a valid phone number."}'
HELD_SECONDS = 30.0


class Twilio:
    """What reached it. `refuses` makes it answer with that status, `says` with these words, `goes_on` not at all."""

    def __init__(self) -> None:
        self.url = ""
        self.messages: list[dict[str, str]] = []
        self.asked = 0
        self.refuses = 0
        self.says: bytes | None = None
        self.lifetimes: list[int] = []
        """Of the TURN tokens that were asked for."""
        self.goes_on = Event()
        self.goes_on.set()

    def used_by(self, settings: Settings) -> Settings:
        return settings.model_copy(
            update={
                "sms_account": ACCOUNT,
                "sms_token": SecretStr(TOKEN),
                "sms_from": SENDER,
                "sms_url": self.url,
            }
        )

    def relays_for(self, settings: Settings) -> Settings:
        """The settings of a site whose calls go through Twilio."""
        return settings.model_copy(
            update={"twilio_account": ACCOUNT, "twilio_token": SecretStr(TOKEN), "twilio_url": self.url}
        )

    def token(self) -> bytes:
        """The answer to the last question for a TURN token, in the form that Twilio documents."""
        username, password = f"user{len(self.lifetimes)}", f"password{len(self.lifetimes)}"
        relays = [
            {"url": address, "urls": address, "username": username, "credential": password}
            for address in (
                "turn:global.turn.twilio.com:3478?transport=udp",
                "turn:global.turn.twilio.com:443?transport=tcp",
            )
        ]
        stun = "stun:global.stun.twilio.com:3478"
        answer = {
            "account_sid": ACCOUNT,
            "date_created": "Fri, 01 May 2020 01:42:57 +0000",
            "date_updated": "Fri, 01 May 2020 01:42:57 +0000",
            "ice_servers": [{"url": stun, "urls": stun}, *relays],
            "password": password,
            "ttl": str(self.lifetimes[-1]),
            "username": username,
        }
        return json.dumps(answer).encode()

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
            here = f"/2010-04-01/Accounts/{ACCOUNT}/"
            places = {f"{here}Messages.json": self.messages, f"{here}Tokens.json": self.tokens}
            kept.goes_on.wait(HELD_SECONDS)
            if kept.refuses or not is_known or self.path not in places:
                self.answer(kept.refuses or 401, ERROR)
            else:
                self.answer(201, places[self.path]({name: values[0] for name, values in form.items()}))

        def messages(self, form: dict[str, str]) -> bytes:
            kept.messages.append(form)
            return ERROR

        def tokens(self, form: dict[str, str]) -> bytes:
            kept.lifetimes.append(int(form["Ttl"]))
            return kept.says if kept.says is not None else kept.token()

        def answer(self, status: int, content: bytes) -> None:
            with suppress(OSError):  # who asked may not have waited
                self.send_response(status)
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield kept
    kept.goes_on.set()
    server.shutdown()
    server.server_close()
    serving.join()
