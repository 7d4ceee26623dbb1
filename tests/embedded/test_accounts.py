"""As whom the engines run: never as root, and without a change to anybody's permissions."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from mingle.embedded import EngineError, ValkeyServer
from mingle.embedded.binaries import postgres_programs
from tests.embedded.helpers import (
    Owner,
    engines_in,
    execute,
    needs_root,
    new_postgres,
    owner_of,
    pid_of,
    running,
    value,
)

pytestmark = pytest.mark.anyio

REACHING = {1 << 1, 1 << 2}


@pytest.fixture
def nobodys_folder() -> Generator[Path]:
    """A folder that belongs to the ordinary account `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="mingle-nobody-"))
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    yield folder
    shutil.rmtree(folder)


def rights(path: Path) -> dict[Path, tuple[int, int, int]]:
    """Return the mode and owners of a folder and all above it."""
    return {one: ((found := one.stat()).st_mode, found.st_uid, found.st_gid) for one in (path, *path.parents)}


def owners_below(folder: Path) -> set[int]:
    """Return the owners of all files below a folder."""
    return {path.lstat().st_uid for path in folder.rglob("*")}


def capabilities(pid: int) -> int:
    """Return the permitted capabilities of a process, as bits."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("CapPrm:")).split()[1], 16)


@needs_root
async def test_root_runs_them_as_somebody_else_and_changes_nothing_above(tmp_path: Path) -> None:
    closed = tmp_path / "like-root"
    closed.mkdir(mode=0o700)
    before = rights(closed) | rights(postgres_programs())
    async with running(new_postgres(closed / "var")) as postgres, running(ValkeyServer(closed / "var" / "v")) as valkey:
        mingle = pwd.getpwnam("mingle").pw_uid
        for engine in (postgres, valkey):
            assert set(psutil.Process(pid_of(engine)).uids()) == {mingle}
            assert capabilities(pid_of(engine)) in REACHING
            assert engine.folder.stat().st_mode & 0o777 == 0o700
            assert engine.folder.stat().st_uid == mingle
        assert value(postgres.url, "SELECT 1") == 1
    assert rights(closed) | rights(postgres_programs()) == before


@needs_root
async def test_root_takes_over_a_copy_that_is_its_own(folder: Path) -> None:
    async with running(new_postgres(folder)) as server:
        execute(server.url, "CREATE TABLE kept ()")
    for path in (server.folder, *server.folder.rglob("*")):
        os.chown(path, 0, 0, follow_symlinks=False)
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT to_regclass('kept')::text") == "kept"
        assert 0 not in owners_below(server.folder)


@needs_root
async def test_an_ordinary_user_runs_them_as_themselves(nobodys_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    async with owner_of(nobodys_folder / "var", user="nobody") as owner:
        pids = await owner.engine_pids()
        assert owner.facts["uid"] == nobody
        assert {psutil.Process(pid).uids().real for pid in pids} == {nobody}
        assert value(str(owner.facts["url"]), "SELECT current_user::text") == "mingle"
    assert owners_below(nobodys_folder) == {nobody}


@needs_root
async def test_data_of_an_ordinary_user_stays_theirs_when_root_starts_it(nobodys_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    folder = nobodys_folder / "var"
    async with owner_of(folder, user="nobody") as owner:
        execute(str(await owner.says("url")), "CREATE TABLE kept ()")
    async with running(new_postgres(folder)) as server, running(ValkeyServer(folder / "valkey")):
        assert psutil.Process(pid_of(server)).uids().real == nobody
        assert value(server.url, "SELECT to_regclass('kept')::text") == "kept"
    assert owners_below(folder) == {nobody}
    async with owner_of(folder, user="nobody") as owner:
        assert value(str(await owner.says("url")), "SELECT to_regclass('kept')::text") == "kept"


@needs_root
async def test_a_folder_that_one_may_not_write_to_is_explained(nobodys_folder: Path) -> None:
    (nobodys_folder / "roots").mkdir(mode=0o700)
    owner = await Owner.start(nobodys_folder / "roots" / "var", user="nobody")
    said = str(await owner.says("error"))
    await owner.kill()
    assert "Permission denied" in said
    assert "give" in said
    assert "another --data-dir" in said


@needs_root
async def test_without_setpriv_root_is_told_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(EngineError) as refused:
        await new_postgres(folder).start()
    assert "`setpriv`" in refused.value.what
    assert "install util-linux" in refused.value.mend
    assert "MINGLE_DATABASE_URL" in refused.value.mend
    assert engines_in(folder) == []
