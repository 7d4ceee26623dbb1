"""A pytest plugin: a real S3 store, SeaweedFS from its wheel, started by the first test that wants one."""

import fcntl
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from mingle.settings import Settings

BUCKET = "mingle-test"
ACCESS_KEY = "test-access-key"
SECRET_KEY = "test-secret-key"
START_SECONDS = 60.0
GRPC_OFFSET = 10_000  # SeaweedFS puts the second port of each part this far above the first

_IDENTITIES = {
    "identities": [
        {
            "name": "mingle",
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}


@dataclass(frozen=True)
class S3:
    """A running store."""

    endpoint: str

    def settings(self, settings: Settings, *, prefix: str = "") -> Settings:
        """The test's settings with its files in here."""
        return settings.model_copy(
            update={
                "storage_url": f"s3://{BUCKET}/{prefix}",
                "storage_endpoint": self.endpoint,
                "storage_access_key": SecretStr(ACCESS_KEY),
                "storage_secret_key": SecretStr(SECRET_KEY),
            }
        )


@pytest.fixture(scope="session")
def s3() -> Generator[S3]:
    """One store for all workers of the run: the first who wants it starts it, the last who leaves ends it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir(), f"mingle-s3-{run}")
    folder.mkdir(exist_ok=True)
    with _alone(folder):
        users = folder / "users"
        if not users.exists():
            _start(folder)
        users.write_text(str(int(users.read_text()) + 1 if users.exists() else 1))
        store = S3((folder / "endpoint").read_text())
    yield store
    with _alone(folder):
        left = int(users.read_text()) - 1
        users.write_text(str(left))
        if left == 0:
            os.kill(int((folder / "pid").read_text()), signal.SIGKILL)
            for port in (folder / "ports").read_text().split():  # sockets that it leaves wherever it was started
                for left_behind in Path("/tmp").glob(f"seaweedfs-*-{int(port) + GRPC_OFFSET}.sock"):
                    left_behind.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(folder: Path) -> None:
    identities = folder / "identities.json"
    identities.write_text(json.dumps(_IDENTITIES))
    master, volume, filer, port = _free_ports(4)
    # Its telemetry is on by default.
    command = [str(Path(sys.executable).with_name("weed")), "-logtostderr=true", "server", f"-dir={folder}"]
    command += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-iam=false", "-s3.iam=false"]
    command += [f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", f"-s3.port={port}"]
    command += ["-filer", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={identities}"]
    command += ["-master.volumeSizeLimitMB=64", "-volume.max=20", f"-filer.localSocket={folder / 'filer.sock'}"]
    log = folder / "log"
    # Not as a Popen: who starts it is not always who ends it.
    to_log = [(os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=to_log)
    store = S3(f"http://127.0.0.1:{port}")
    try:
        _wait_for_bucket(pid, store, f"http://127.0.0.1:{filer}", log)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    (folder / "endpoint").write_text(store.endpoint)
    (folder / "pid").write_text(str(pid))
    (folder / "ports").write_text(f"{filer} {port}")


def _wait_for_bucket(pid: int, store: S3, filer: str, log: Path) -> None:
    """Make the bucket as soon as the filer takes it, and see that the S3 port answers and a file can be written."""
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False, timeout=5) as client:
        while True:
            try:
                made = client.post(f"{filer}/buckets/{BUCKET}/")
                if made.status_code != 409:  # it is there since a round whose write came too early
                    made.raise_for_status()
                client.put(f"{filer}/buckets/{BUCKET}/ready", content=b"ready").raise_for_status()
                client.get(store.endpoint)
            except httpx.HTTPError:
                assert os.waitpid(pid, os.WNOHANG) == (0, 0), log.read_text(errors="replace")[-2000:]
                assert time.monotonic() < deadline, log.read_text(errors="replace")[-2000:]
                time.sleep(0.05)
            else:
                return


def _free_ports(count: int) -> list[int]:
    ports: list[int] = []
    with ExitStack() as taken:
        while len(ports) < count:
            port = _free_port_with_its_second(taken)
            if port is not None:
                ports.append(port)
    return ports


def _free_port_with_its_second(taken: ExitStack) -> int | None:
    first = taken.enter_context(socket.socket())
    first.bind(("127.0.0.1", 0))
    port: int = first.getsockname()[1]
    second = taken.enter_context(socket.socket())
    try:
        second.bind(("127.0.0.1", port + GRPC_OFFSET))
    except (OSError, OverflowError):
        return None
    return port
