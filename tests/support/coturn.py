"""A pytest plugin: coturn as operators run it, with `deploy/coturn/turnserver.conf`, on ports of the tests' own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from mingle.settings import Settings
from tests.support.ports import free_port
from tests.support.stun import Address

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "coturn" / "turnserver.conf"
SECRET = "5e1d6e0f8c3b4a7d92f05b6c7a8e9d10"
HOST = "127.0.0.1"
START_SECONDS = 20.0
_REPLACED = ("listening-port", "tls-listening-port", "syslog")
"""What the tests say otherwise: where it listens, and where it writes its log."""


@dataclass(frozen=True)
class Coturn:
    """One that runs."""

    address: Address
    log: Path

    @property
    def urls(self) -> list[str]:
        host, port = self.address
        return [f"turn:{host}:{port}?transport={transport}" for transport in ("udp", "tcp")]

    def used_by(self, settings: Settings, policy: Literal["all", "relay"] = "relay") -> Settings:
        """The settings of a site whose calls go through it."""
        changes = {"turn_urls": self.urls, "turn_secret": SecretStr(SECRET), "calls_ice_policy": policy}
        return settings.model_copy(update=changes)


def own_lines() -> list[str]:
    """What the configuration that operators get says, without its comments."""
    lines = (line.strip() for line in CONFIGURATION.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@contextmanager
def running_coturn(folder: Path, *more: str, port: int | None = None) -> Generator[Coturn]:
    """Run it while the block runs, with more lines in its configuration; on this port, or a free one."""
    program = shutil.which("turnserver")
    if program is None:
        # `make test` installs it for root, so there it must be: only who may not install it is let off.
        missing = pytest.fail if os.geteuid() == 0 else pytest.skip
        missing("coturn is not installed: run scripts/install-servers as root")
    address, log = (HOST, port or free_port()), folder / "coturn.log"
    kept = [line for line in own_lines() if line.partition("=")[0] not in _REPLACED]
    ours = [
        f"static-auth-secret={SECRET}",
        f"listening-port={address[1]}",
        f"listening-ip={HOST}",
        f"relay-ip={HOST}",
        "no-tls",
        "no-dtls",
        f"userdb={folder / 'turndb'}",
        f"pidfile={folder / 'coturn.pid'}",
        "log-file=stdout",
        "simple-log",
    ]
    configuration = folder / "turnserver.conf"
    configuration.write_text("\n".join([*kept, *ours, *more, ""]))
    with log.open("wb") as output:
        process = subprocess.Popen([program, "-c", str(configuration)], stdout=output, stderr=output, cwd=folder)
        try:
            _wait_until_it_listens(process, address, log)
            yield Coturn(address, log)
        finally:
            process.kill()
            process.wait()


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", address: Address, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            assert process.poll() is None, f"coturn does not start:\n{log.read_text()}"
            assert time.monotonic() < deadline, f"coturn does not listen:\n{log.read_text()}"
            time.sleep(0.02)
        else:
            return


AMONG_US = ("allow-loopback-peers", f"allowed-peer-ip={HOST}")
"""Lines with which it relays among those on this machine, for want of an internet."""


@pytest.fixture(scope="session")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Generator[Coturn]:
    """One that relays among those on this machine."""
    with running_coturn(tmp_path_factory.mktemp("coturn"), *AMONG_US) as one:
        yield one


@pytest.fixture(scope="session")
def strict_coturn(tmp_path_factory: pytest.TempPathFactory) -> Generator[Coturn]:
    """One that denies all that the configuration denies; where this machine has IPv6, it relays that too."""
    relays_ipv6 = ["relay-ip=::1"] if has_ipv6() else []
    with running_coturn(tmp_path_factory.mktemp("strict-coturn"), *relays_ipv6) as one:
        yield one


def has_ipv6() -> bool:
    """Whether this machine can reach itself over IPv6."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
