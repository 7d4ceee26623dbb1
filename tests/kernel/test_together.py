"""Work that waits is done together, and each is told what became of its own."""

import asyncio
from collections.abc import Sequence

import pytest

from mingle.kernel.errors import Unavailable
from mingle.kernel.together import MOST_AT_ONCE, Together

pytestmark = pytest.mark.anyio


class Work:
    """Doubles numbers, a group at a time, when it is let."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.has_begun = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.group = Together(self.double)

    async def double(self, numbers: Sequence[int]) -> list[int | Exception]:
        """Negative ones are refused; 666 breaks everything, and 503 is an engine that is away."""
        self.groups.append(list(numbers))
        self.has_begun.set()
        await self.may_go_on.wait()
        if 666 in numbers:
            raise ZeroDivisionError
        if 503 in numbers:
            raise Unavailable
        return [2 * one if one >= 0 else ValueError(one) for one in numbers]

    async def begin(self) -> asyncio.Task[int]:
        """One that is being done, while others may come."""
        first = asyncio.create_task(self.group.do(0))
        await self.has_begun.wait()
        return first

    async def all(self, numbers: Sequence[int]) -> list[int | BaseException]:
        """All of them at once, while one is being done."""
        first = await self.begin()
        others = [asyncio.create_task(self.group.do(number)) for number in numbers]
        asyncio.get_running_loop().call_soon(self.may_go_on.set)  # what was scheduled before has come by then
        assert await first == 0
        return await asyncio.gather(*others, return_exceptions=True)


async def test_who_comes_while_others_are_at_it_go_together() -> None:
    work = Work()
    assert await work.all([1, 2, 3]) == [2, 4, 6]
    assert work.groups == [[0], [1, 2, 3]]


async def test_a_group_has_an_end() -> None:
    work = Work()
    numbers = list(range(MOST_AT_ONCE + 1))
    assert await work.all(numbers) == [2 * one for one in numbers]
    assert work.groups == [[0], numbers[:-1], numbers[-1:]]


async def test_each_has_its_own_answer() -> None:
    answers = await Work().all([1, -1, 3])
    assert (answers[0], answers[2]) == (2, 6)
    assert isinstance(answers[1], ValueError)


async def test_one_that_breaks_breaks_for_itself() -> None:
    work = Work()
    answers = await work.all([1, 666, 3])
    assert (answers[0], answers[2]) == (2, 6)
    assert isinstance(answers[1], ZeroDivisionError)
    assert work.groups == [[0], [1, 666, 3], [1], [666], [3]]


async def test_an_engine_that_is_away_is_not_asked_again_for_each() -> None:
    work = Work()
    assert all(isinstance(one, Unavailable) for one in await work.all([1, 503, 3]))
    assert work.groups == [[0], [1, 503, 3]]


async def test_who_has_left_is_not_waited_for() -> None:
    work = Work()
    first = await work.begin()
    left, stays = asyncio.create_task(work.group.do(1)), asyncio.create_task(work.group.do(2))
    soon = asyncio.get_running_loop().call_soon
    soon(left.cancel)
    soon(work.may_go_on.set)
    assert (await first, await stays) == (0, 4)
    assert work.groups == [[0], [2]]


async def test_whose_work_is_cancelled_is_told_so_and_others_go_on() -> None:
    work = Work()
    before = asyncio.all_tasks()
    first = await work.begin()
    [at_it] = asyncio.all_tasks() - before - {first}
    waits = asyncio.create_task(work.group.do(1))
    asyncio.get_running_loop().call_soon(at_it.cancel)
    assert all(
        isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(first, waits, return_exceptions=True)
    )
    work.may_go_on.set()
    assert await work.group.do(2) == 4
