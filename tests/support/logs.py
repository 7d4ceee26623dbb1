"""A pytest plugin: logs that can be read."""

import json
import logging
import sys
from collections.abc import Generator
from typing import Any

import pytest
import structlog

from mingle.kernel import log


def forget_loggers() -> None:
    """Let loggers that have written already look anew at how they are to write."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("mingle.", "tests.")):
            logger: Any = vars(module).get("log")
            getattr(logger, "__dict__", {}).pop("bind", None)


class Logs:
    """What is logged from `start` on."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def start(self, *, as_json: bool = True) -> None:
        """Log everything, as production does or as a laptop does."""
        forget_loggers()
        log.configure("debug", as_json=as_json)
        self._capsys.readouterr()

    def text(self) -> str:
        """What was logged or printed since the last call."""
        said = self._capsys.readouterr()
        return said.err + said.out

    def lines(self) -> list[dict[str, Any]]:
        """What was logged since the last call."""
        return [json.loads(line) for line in self._capsys.readouterr().err.splitlines()]


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str]) -> Generator[Logs]:
    """Logs to be read, which are switched on with `logs.start()`; afterwards all is as it was."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield Logs(capsys)
    forget_loggers()
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
