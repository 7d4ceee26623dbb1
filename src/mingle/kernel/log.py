"""Structured logs: one line an event, with the request id, as JSON in production and in colour on a terminal.

Nothing that a person wrote and nothing secret belongs in a log: values under telling names are replaced.
"""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO, Literal, TextIO, cast
from urllib.parse import quote, unquote

import msgspec
import psycopg
import structlog
from structlog.types import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from mingle.kernel import context

_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|authorization|cookie|api_?key|totp|^code$|content", re.IGNORECASE
)
REDACTED = "[redacted]"
# The address of a bot's method has its token in it (/bot123:token/sendMessage), and that of an invitation its code.
_TOKEN = re.compile(r"(/bot(?=\d)|/invitations/|/join/)[^/\s]+", re.IGNORECASE)
# What could begin a line of its own, or tell a terminal what to do.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def clean_path(path: str) -> str:
    """An address without a bot's token or an invitation's code, however it is written."""
    plain = unquote(path)
    return quote(_TOKEN.sub(rf"\1{REDACTED}", plain), safe="/:[] @") if _TOKEN.search(plain) else path


Level = Literal["debug", "info", "warning", "error"]
Reporter = Callable[[EventDict, BaseException | None], None]
_reporters: list[Reporter] = []


def _add_logger_name(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["logger"] = event.pop("logger_name")  # `get_logger` takes no value called `logger`
    return event


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    work = context.current()
    if work is not None:
        event.setdefault("request_id", work.request_id)
        if work.actor is not None:
            event.setdefault("user_id", str(work.actor.id))
    return event


def _redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if _is_secret(name):
            event[name] = REDACTED
        elif isinstance(value, str) and not value.isprintable():
            event[name] = _escaped(value)
    if "path" in event:
        event["path"] = clean_path(str(event["path"]))
    return event


def _escaped(text: str) -> str:
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def on_error(reporter: Reporter) -> None:
    """Have every line that tells of an error told to somebody else too."""
    _reporters.append(reporter)


def _report(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if _reporters and event["level"] in ("error", "critical"):
        error = _find_error(event.get("exc_info"))
        for reporter in _reporters:
            reporter(event, error)
    return event


def _find_error(exc_info: Any) -> BaseException | None:
    """The error of a log call, in whichever of the forms that `exc_info` may have."""
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, tuple):
        exc_info = cast("tuple[Any, ...]", exc_info)[1]
    return exc_info if isinstance(exc_info, BaseException) else None


def _render_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = _find_error(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = "".join(_lines_of(error))
    return event


def _lines_of(error: BaseException) -> Iterator[str]:
    """A traceback without the values of local variables, or those that PostgreSQL quotes: they are people's words."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines_of(before)
        yield "\nwhich led to\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_escaped(describe(error))}"
    if isinstance(error, BaseExceptionGroup):
        for one in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield "\nin it:\n"
            yield from _lines_of(one)


def describe(error: BaseException) -> str:
    """What an error says, fit for a log."""
    if isinstance(error, psycopg.Error) and error.sqlstate is not None:
        place = error.diag.constraint_name or error.diag.column_name or error.diag.table_name
        return f"SQLSTATE {error.sqlstate}" + (f" at {place}" if place else "")
    return str(error)


class _Stderr:
    """The error output. A line that cannot be written (a full disk, a reader that is gone) is lost; nothing else is."""

    def write(self, line: bytes | str) -> None:
        """Write a line, or lose it."""
        with suppress(OSError, ValueError):
            if isinstance(line, bytes):
                sys.stderr.buffer.write(line)
            else:
                sys.stderr.write(line)

    def flush(self) -> None:
        """See that it is written, or lose it."""
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def configure(level: Level, *, as_json: bool) -> None:
    """Send this process's logs to stderr.

    Ours go straight there: a line a request is too many for the detour through the standard library. What libraries
    log takes that way, and looks the same.
    """
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        _redact,
    ]
    for_people = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            _add_logger_name,
            *shared,
            _report,
            _render_exception,
            structlog.processors.JSONRenderer(serializer=_to_json) if as_json else for_people,
        ],
        logger_factory=structlog.BytesLoggerFactory(cast("BinaryIO", _Stderr()))
        if as_json
        else structlog.PrintLoggerFactory(cast("TextIO", _Stderr())),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    renderer: Processor = structlog.processors.JSONRenderer() if as_json else for_people
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        _report,
                        _render_exception,
                        renderer,
                    ],
                    "foreign_pre_chain": [structlog.stdlib.add_logger_name, *shared],
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
                # It would write the headers of what we ask of others, and of what they answer.
                "httpcore": {"level": "WARNING"},
                "psycopg.pool": {"level": "ERROR"},
                "alembic": {"level": "WARNING"},
            },
        }
    )


def _to_json(event: EventDict, **_: Any) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


def get_logger(name: str) -> FilteringBoundLogger:
    """A logger that takes an event and its facts: `log.info("job done", task=name)`."""
    logger: FilteringBoundLogger = structlog.get_logger(logger_name=name)
    return logger
