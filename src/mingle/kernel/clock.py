"""The one clock: UTC, and movable, so that tests need not wait."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC) + _offset


@contextmanager
def moved(by: timedelta) -> Generator[None]:
    """Move this process's clock while the block runs."""
    global _offset  # noqa: PLW0603  # the clock is process-wide on purpose: that is what makes it movable
    _offset += by
    try:
        yield
    finally:
        _offset -= by
