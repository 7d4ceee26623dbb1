"""Mingle behind the proxies of `deploy/`, as operators set them up: people sign up, upload and speak through them."""

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, authenticate_socket
from mingle.settings import Settings
from tests.features.accounts.conftest import sign_up
from tests.support.eventually import eventually
from tests.support.ports import free_port
from tests.support.servers import running_server
from tests.support.sockets import raw_socket
from tests.support.tls import authority

pytestmark = pytest.mark.anyio

DEPLOY = Path(__file__).parents[2] / "deploy"
HOST = "localhost"
MEBIBYTE = 1024 * 1024
CLAIMED = "198.51.100.7"
"""What clients say of their own address is not believed."""


def nginx(folder: Path, backend: int, port: int, plain_port: int) -> list[str]:
    """nginx with our configuration, whose ports, name and certificate are the test's."""
    lines = (DEPLOY / "nginx" / "mingle.conf").read_text().splitlines()
    ours = "\n".join(line for line in lines if "listen [::]" not in line)  # not every machine has IPv6
    replaced = {
        "listen 80;": f"listen 127.0.0.1:{plain_port};",
        "listen 443": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{backend}",
        "/etc/letsencrypt/live/mingle.example/fullchain.pem": f"{folder}/server.pem",
        "/etc/letsencrypt/live/mingle.example/privkey.pem": f"{folder}/server.pem",
        "mingle.example": HOST,
    }
    for theirs, mine in replaced.items():
        assert theirs in ours
        ours = ours.replace(theirs, mine)
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {folder}/{name};" for name in temporary)
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log stderr warn; events {{}}\n"
        f"http {{ access_log off; {paths}\n{ours}\n}}\n"
    )
    return ["nginx", "-c", str(configuration)]


def caddy(folder: Path, backend: int, port: int, plain_port: int) -> list[str]:
    """Caddy with ours; what only a public name can have, a certificate of its own, it is given."""
    ours = (DEPLOY / "caddy" / "Caddyfile").read_text()
    assert "mingle.example {" in ours
    assert "127.0.0.1:8000" in ours
    ours = ours.replace("mingle.example {", f"https://{HOST}:{port} {{\n\ttls {folder}/server.pem {folder}/server.pem")
    options = f"{{\n\tadmin off\n\thttp_port {plain_port}\n\tauto_https disable_redirects\n}}\n"
    configuration = folder / "Caddyfile"
    configuration.write_text(options + ours.replace("127.0.0.1:8000", f"127.0.0.1:{backend}"))
    return ["caddy", "run", "--config", str(configuration), "--adapter", "caddyfile"]


Proxy = Callable[[Path, int, int, int], list[str]]
Behind = tuple[httpx.AsyncClient, ssl.SSLContext, Path]


@asynccontextmanager
async def behind(proxy: Proxy, settings: Settings, folder: Path) -> AsyncGenerator[Behind]:
    """A server behind a proxy: a client that knows the proxy alone, whom it trusts, and the proxy's log."""
    if shutil.which(proxy.__name__) is None:
        # `make test` installs it for root, so there it must be: only who may not install it is let off.
        missing = pytest.fail if os.geteuid() == 0 else pytest.skip
        missing(f"{proxy.__name__} is not installed: run scripts/install-servers as root")
    _, trust = authority(folder, HOST)
    port = free_port()
    address = f"https://{HOST}:{port}"
    own = settings.model_copy(update={"public_url": address, "trusted_proxies": ["127.0.0.1", "::1"]})
    log = folder / "log"
    async with running_server(own, FEATURES, authenticate, authenticate_socket) as direct:
        command = proxy(folder, direct.base_url.port or 0, port, free_port())
        homes = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **homes})
            try:
                async with httpx.AsyncClient(base_url=address, verify=trust, trust_env=False, timeout=60) as client:
                    client.headers["Origin"] = address

                    async def is_there() -> bool:
                        assert process.poll() is None, log.read_text()
                        try:
                            return (await client.get("/health")).status_code == 200
                        except httpx.TransportError:
                            return False

                    await eventually(is_there, f"{proxy.__name__} answers")
                    yield client, trust, log
            finally:
                process.terminate()
                process.wait()


@pytest.mark.parametrize("proxy", [nginx, caddy], ids=["nginx", "caddy"])
async def test_an_evening_behind_a_proxy(proxy: Proxy, settings: Settings, tmp_path: Path) -> None:
    async with behind(proxy, settings, tmp_path) as (client, trust, log):
        client.headers["X-Forwarded-For"] = CLAIMED
        person = await sign_up(client)
        mine = {"Authorization": f"Bearer {person.access_token}"}
        [session] = (await client.get("/api/auth/sessions", headers=mine)).json()["data"]["items"]
        assert session["address"] == "127.0.0.1"

        # More than a proxy usually lets through, and resumable.
        tus = {**mine, "Tus-Resumable": "1.0.0"}
        chunk = {**tus, "Content-Type": "application/offset+octet-stream"}
        half = b"%PDF-" * MEBIBYTE
        begun = await client.post("/api/files/tus", headers={**tus, "Upload-Length": str(2 * len(half))})
        assert begun.status_code == 201, begun.text
        for offset in (0, len(half)):
            headers = {**chunk, "Upload-Offset": str(offset)}
            sent = await client.patch(begun.headers["location"], headers=headers, content=half)
            assert sent.headers.get("upload-offset") == str(offset + len(half)), sent.text

        address = client.headers["Origin"]
        async with raw_socket(address, trust, Origin=address) as socket:
            assert (await socket.connect(token=person.access_token)).startswith("40")
            answer = await socket.call("presence:watch", {"userIds": [str(person.id)]})
            assert answer == {"success": True, "data": [{"userId": str(person.id), "status": "online"}]}

        # Whoever cannot have a WebSocket polls.
        assert (await client.get("/socket.io/?EIO=4&transport=polling")).text.startswith("0{")
        assert not re.search(r"\[(error|crit|alert)\]|\"level\":\"error\"", log.read_text()), log.read_text()
