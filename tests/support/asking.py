"""Asking every route of a server in many ways, as its OpenAPI document says it may be asked."""

from collections.abc import Callable, Collection
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup

from tests.support.eventually import PATIENCE_SECONDS

# The server that is asked lives in the same process, and draws its jitter while hypothesis makes up a request.
SERVER_DRAWS_TOO = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")


def ask_every_route(
    base_url: str, headers: Callable[[], dict[str, str]], *, leave_out: Collection[str] = (), examples: int = 12
) -> tuple[list[str], list[str]]:
    """The routes that were asked, and what was found wrong.

    Args:
        base_url: where the server is.
        headers: what goes with each request, made for each.
        leave_out: paths that are not asked.
        examples: how often each route is asked.
    """
    library: Any = schemathesis
    schema = library.openapi.from_url(f"{base_url}/api/openapi.json")
    schema.validate()
    asked: list[str] = []
    wrong: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in leave_out:
            continue
        asked.append(operation.label)

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
            phases=[Phase.explicit, Phase.generate],
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            # A schema cannot say all: which texts are a cursor, which passwords are good, which days are long ago.
            checks = [library.checks.CHECKS.get_one("positive_data_acceptance")]
            case.call_and_validate(headers=headers(), excluded_checks=checks, timeout=PATIENCE_SECONDS)

        try:
            ask()
        except FailureGroup as group:
            wrong.append(str(group))
    return asked, wrong
