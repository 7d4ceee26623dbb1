"""What a decoder that has been taken over can do: next to nothing, and not for long."""

import asyncio
import os
import sys
from pathlib import Path

import psutil
import pytest

from mingle.features.media.processing.sandbox import OUTPUT_BYTES, Budget, TimeIsUp, run
from tests.features.media.processing.conftest import family_in
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

MEGABYTE = 1024 * 1024
AMPLE = Budget(memory_bytes=512 * MEGABYTE, cpu_seconds=20, wall_seconds=20, file_bytes=10 * MEGABYTE)


def python(program: str) -> list[str]:
    return [sys.executable, "-I", "-c", program]


async def test_a_program_says_what_it_found(folder: Path) -> None:
    outcome = await run(python("import sys; print('yes'); sys.exit(3)"), folder, AMPLE)

    assert (outcome.code, outcome.out) == (3, b"yes\n")


async def test_it_cannot_take_more_memory(folder: Path) -> None:
    greedy = f"x = bytearray({600 * MEGABYTE})"

    outcome = await run(python(greedy), folder, AMPLE)

    assert outcome.code == 1
    assert "MemoryError" in outcome.err


async def test_it_cannot_compute_for_longer(folder: Path) -> None:
    budget = Budget(AMPLE.memory_bytes, cpu_seconds=1, wall_seconds=60)

    with pytest.raises(TimeIsUp):
        await run(python("while True: pass"), folder, budget)


async def test_it_cannot_sleep_for_longer_and_nor_can_what_it_started(folder: Path) -> None:
    budget = Budget(AMPLE.memory_bytes, cpu_seconds=20, wall_seconds=1)
    running = asyncio.create_task(run(["/bin/sh", "-c", "sleep 60 & sleep 60"], folder, budget))
    family = await eventually(lambda: family_in(folder, 3), "it has started others")

    with pytest.raises(TimeIsUp):
        await running

    await eventually(lambda: not any(_is_alive(one) for one in family), "all of them are gone")


async def test_what_it_leaves_behind_is_ended(folder: Path) -> None:
    forking = "import os, time\nif os.fork() == 0:\n    os.close(1); os.close(2); time.sleep(60)\nprint(os.getpid())"

    outcome = await run(python(forking), folder, AMPLE)

    group = int(outcome.out)
    await eventually(lambda: not [one for one in psutil.process_iter() if _group(one) == group], "its group is gone")


async def test_it_cannot_fill_the_disk(folder: Path) -> None:
    writing = f"open('big', 'wb').write(bytes({20 * MEGABYTE}))"

    outcome = await run(python(writing), folder, AMPLE)

    assert outcome.code != 0
    assert (folder / "big").stat().st_size <= AMPLE.file_bytes


async def test_it_cannot_fill_our_memory_by_talking(folder: Path) -> None:
    talking = f"import sys\nfor _ in range(8): sys.stdout.write('x' * {MEGABYTE})\nsys.stdout.write('end')"

    outcome = await run(python(talking), folder, AMPLE)

    assert len(outcome.out) <= OUTPUT_BYTES
    assert outcome.out.endswith(b"end")


async def test_it_knows_no_secret(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGLE_SECRET", "canary")

    outcome = await run(python("import os; print(dict(os.environ))"), folder, AMPLE)

    assert b"canary" not in outcome.out
    assert b"MINGLE" not in outcome.out


async def test_it_has_none_of_our_files_open(folder: Path, tmp_path: Path) -> None:
    counting = "import os; print(len([one for one in range(3, 200) if os.path.exists(f'/proc/self/fd/{one}')]))"
    with (tmp_path / "ours").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)  # as some libraries open theirs

        outcome = await run(python(counting), folder, AMPLE)

    assert outcome.out == b"0\n"


async def test_as_many_at_a_time_as_there_are_cores(folder: Path) -> None:
    together = os.cpu_count() or 1
    napping = "import time; start = time.time(); time.sleep(0.4); print(start, time.time())"

    outcomes = await asyncio.gather(*(run(python(napping), folder, AMPLE) for _ in range(2 * together)))

    spans = [tuple(map(float, outcome.out.split())) for outcome in outcomes]
    overlapping = [sum(start <= at < end for start, end in spans) for at, _ in spans]
    assert max(overlapping) <= together


def _is_alive(one: psutil.Process) -> bool:
    try:
        return one.is_running() and one.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _group(one: psutil.Process) -> int:
    try:
        return os.getpgid(one.pid) if _is_alive(one) else 0
    except ProcessLookupError:
        return 0
