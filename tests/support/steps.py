"""A pytest plugin: a clock that stands well inside one time step of the codes that apps make."""

from collections.abc import Generator
from datetime import timedelta

import pytest

from mingle.kernel import clock

STEP_SECONDS = 30


@pytest.fixture
def middle_of_a_step() -> Generator[None]:
    """Half-way between two codes of an app, so that none becomes old while a test goes from one line to the next."""
    into_step = clock.now().timestamp() % STEP_SECONDS
    with clock.moved(timedelta(seconds=STEP_SECONDS / 2 - into_step)):
        yield
