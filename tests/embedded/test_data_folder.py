"""One process has a data folder at a time, and the others are told which."""

import os
import threading
from pathlib import Path

import pytest

from mingle.embedded import DataFolder, DataFolderInUse, EngineError
from tests.embedded.helpers import Owner, owner_of

pytestmark = pytest.mark.anyio


async def test_a_second_process_is_refused_with_the_pid_of_the_first(folder: Path) -> None:
    async with owner_of(folder) as owner:
        _ = await owner.says("up")
        with pytest.raises(DataFolderInUse) as refused:
            _ = DataFolder(folder)
    assert refused.value.pid == owner.pid
    assert f"process {owner.pid}" in str(refused.value)
    assert "use another --data-dir, or stop it" in str(refused.value)


async def test_the_second_process_reads_the_same_words(folder: Path) -> None:
    with DataFolder(folder):
        second = await Owner.start(folder)
        said = await second.says("error")
        await second.kill()
    assert said == str(DataFolderInUse(folder, os.getpid()))


async def test_a_killed_process_holds_nothing(folder: Path) -> None:
    async with owner_of(folder) as owner:
        _ = await owner.says("progress")
        await owner.kill()
        DataFolder(folder).release()


def test_what_a_killed_process_was_just_starting_may_hold_it_a_moment_longer(folder: Path) -> None:
    held = DataFolder(folder)
    _ = (folder / "lock").write_text("4194399\n")
    last_breath = threading.Timer(0.2, held.release)
    last_breath.start()
    DataFolder(folder).release()
    last_breath.join()


def test_a_holder_that_cannot_be_named_is_not_named(folder: Path) -> None:
    with DataFolder(folder):
        _ = (folder / "lock").write_text("4194399\n")
        with pytest.raises(DataFolderInUse, match="in use by another process") as refused:
            _ = DataFolder(folder)
    assert refused.value.pid is None


def test_a_released_folder_can_be_taken_again(folder: Path) -> None:
    with DataFolder(folder), pytest.raises(DataFolderInUse):
        _ = DataFolder(folder)
    held = DataFolder(folder)
    held.release()
    held.release()
    DataFolder(folder).release()


def test_new_folders_are_private_and_others_stay_as_they_are(tmp_path: Path) -> None:
    open_to_all = tmp_path / "shared"
    open_to_all.mkdir()
    open_to_all.chmod(0o755)
    with DataFolder(open_to_all / "deep" / "var") as data:
        assert [path.stat().st_mode & 0o777 for path in (data.path, data.path.parent)] == [0o700, 0o700]
    assert open_to_all.stat().st_mode & 0o777 == 0o755


def test_a_file_in_its_place_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "var"
    path.touch()
    with pytest.raises(EngineError, match="it is a file, not a folder") as failure:
        _ = DataFolder(path)
    assert str(path) in str(failure.value)
    assert "another --data-dir" in failure.value.mend
