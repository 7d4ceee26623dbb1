"""Structured logs: one line an event, with the request id, as JSON in production and in colour on a terminal.

Nothing that a person wrote and nothing secret belongs in a log: values under telling names are replaced.
"""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Literal

import psycopg
import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from mingle.kernel import context

_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|authorization|cookie|api_?key|totp|^code$|content", re.IGNORECASE
)
REDACTED = "[redacted]"


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    work = context.current()
    if work is not None:
        event.setdefault("request_id", work.request_id)
        if work.actor is not None:
            event.setdefault("user_id", str(work.actor.id))
    return event


def _redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name in event:
        if _SECRET_NAME.search(name):
            event[name] = REDACTED
    return event


def _render_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = "".join(_lines_of(error))
    return event


def _lines_of(error: BaseException) -> Iterator[str]:
    """A traceback without the values of local variables, and without those that PostgreSQL quotes: people's own words."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines_of(before)
        yield "\nwhich led to\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {describe(error)}"
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield "\nin it:\n"
        yield from _lines_of(one)


def describe(error: BaseException) -> str:
    """What an error says, fit for a log."""
    if isinstance(error, psycopg.Error) and error.sqlstate is not None:
        place = error.diag.constraint_name or error.diag.column_name or error.diag.table_name
        return f"SQLSTATE {error.sqlstate}" + (f" at {place}" if place else "")
    return str(error)


def configure(level: Literal["debug", "info", "warning", "error"], *, as_json: bool) -> None:
    """Send this process's logs, those of the standard library included, to stderr."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        _redact,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        _render_exception,
                        renderer,
                    ],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {
                # Procrastinate writes the arguments of jobs into its lines; ours (kernel.jobs) stand in for them.
                "procrastinate": {"level": "CRITICAL"},
                # One line a request comes from kernel.requests, with what it cost.
                "uvicorn.access": {"level": "CRITICAL"},
                "uvicorn.error": {"level": "WARNING"},
                "httpx": {"level": "WARNING"},
                "psycopg.pool": {"level": "ERROR"},
                "alembic": {"level": "WARNING"},
            },
        }
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that takes an event and its facts: `log.info("job done", task=name)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
