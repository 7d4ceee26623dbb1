"""A pytest plugin: a certified OpenID Connect server (npm's oidc-provider), and somebody who signs in there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from mingle.setting_forms import OidcProvider
from mingle.settings import Settings

FOLDER = Path(__file__).with_name("oidc-server")


@dataclass(frozen=True)
class OidcServer:
    """The server of this run."""

    issuer: str
    client_id: str
    client_secret: str

    def order(self, what: str, **order: Any) -> dict[str, Any]:
        answer = httpx.post(f"{self.issuer}/test/{what}", json=order, trust_env=False, timeout=60)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said

    def spoil(self, how: str) -> None:
        """Have every ID token from now on be wrong in one way, or right again."""
        self.order("spoil", how=how)

    def calls(self) -> list[str]:
        """What was asked of it since the test began."""
        calls: list[str] = self.order("calls")["calls"]
        return calls

    def sign(self, **claims: Any) -> str:
        """A token that the server signs, whatever it says."""
        token: str = self.order("sign", claims=claims)["token"]
        return token

    @property
    def about(self) -> OidcProvider:
        return OidcProvider(
            id="example",
            name="Example",
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=SecretStr(self.client_secret),
        )

    @property
    def firebase(self) -> OidcProvider:
        """A Firebase project whose keys are this server's."""
        return OidcProvider(
            id="fire", name="Fire", kind="firebase", project="mingle-test", jwks_url=f"{self.issuer}/jwks"
        )

    def trusted(self, settings: Settings, **changes: Any) -> Settings:
        """Settings of a site that takes this server's word."""
        return settings.model_copy(update={"oidc_providers": [self.about, self.firebase], **changes})


@pytest.fixture(scope="session")
def running_oidc() -> Iterator[OidcServer]:
    """The server, for the whole run."""
    assert (FOLDER / "node_modules").is_dir(), "the OpenID server is not installed: run `make test` once"
    node = Path(sys.executable).with_name("node")
    with subprocess.Popen(
        [node, "server.js"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        yield OidcServer(**json.loads(process.stdout.readline()))
        process.terminate()


@pytest.fixture
def oidc(running_oidc: OidcServer) -> OidcServer:
    """The server, with nothing spoilt."""
    running_oidc.order("reset")
    return running_oidc


async def sign_in_there(url: str, login: str = "mara@example.org") -> dict[str, str]:
    """Go where the site sends people, sign in and agree; what the provider puts into the address of the way back."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
        answer = await browser.get(url)
        while True:
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["location"])
                if "/sign-in/with/" in target:
                    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
                answer = await browser.get(target)
                continue
            assert answer.status_code == 200, answer.text
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert form is not None, answer.text
            assert prompt is not None, answer.text
            target = urljoin(str(answer.url), unescape(form[1]))
            answer = await browser.post(target, data={"prompt": prompt[1], "login": login, "password": "anything"})
