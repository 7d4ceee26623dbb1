"""Ids: nobody makes one twice, whatever threads and processes there are. (Their order: test_clock_and_ids.py.)"""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from mingle.kernel.ids import new_id

MANY = 5_000


def make_many() -> list[UUID]:
    return [new_id() for _ in range(MANY)]


def test_threads_make_none_twice_and_each_in_order() -> None:
    together = threading.Barrier(4)

    def make() -> list[UUID]:
        together.wait()
        return make_many()

    with ThreadPoolExecutor(4) as threads:
        each = [making.result() for making in [threads.submit(make) for _ in range(4)]]
    assert all(made == sorted(made) for made in each)
    assert len({one for made in each for one in made}) == 4 * MANY


@pytest.mark.parametrize("start", ["forkserver", "spawn"])
def test_processes_make_none_twice(start: str) -> None:
    with multiprocessing.get_context(start).Pool(2) as processes:
        each = [making.get() for making in [processes.apply_async(make_many) for _ in range(4)]]
        processes.close()
        processes.join()
    assert len({one for made in [make_many(), *each] for one in made}) == 5 * MANY
