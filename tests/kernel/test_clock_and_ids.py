"""The one clock, which tests move, and ids that sort by it."""

from datetime import UTC, datetime, timedelta

import pytest

from mingle.kernel import clock
from mingle.kernel.ids import new_id


def test_the_clock_is_utc_and_movable() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    with clock.moved(timedelta(days=2)), clock.moved(timedelta(hours=-1)):
        assert timedelta(hours=46) < clock.now() - datetime.now(UTC) < timedelta(hours=48)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_an_error_takes_the_move_back() -> None:
    with pytest.raises(ZeroDivisionError), clock.moved(timedelta(days=2)):
        raise ZeroDivisionError
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_ids_are_of_version_7_and_sort_by_time() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {one.version for one in ids} == {7}
