"""What belongs to the piece of work in hand: a request, a socket event or a job.

The edge opens a context; logs, jobs and events that come out of the work carry its request id, and reads find the
actor in it whose own writes they must see.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from mingle.kernel.actor import Actor
from mingle.kernel.ids import new_id


@dataclass(slots=True)
class WorkContext:
    """One piece of work."""

    request_id: str = field(default_factory=lambda: new_id().hex)
    actor: Actor | None = None
    queries: int = 0
    """Statements sent to PostgreSQL so far."""


_current: ContextVar[WorkContext | None] = ContextVar("work_context", default=None)
_fresh: ContextVar[bool] = ContextVar("fresh_reads", default=False)


def current() -> WorkContext | None:
    """The context of the work in hand, or None outside of any."""
    return _current.get()


def current_request_id() -> str:
    """The request id of the work in hand, or a fresh one outside of any."""
    context = _current.get()
    return context.request_id if context else new_id().hex


@contextmanager
def work_context(context: WorkContext) -> Generator[WorkContext]:
    """Make `context` the current one while the block runs."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


@contextmanager
def fresh_reads() -> Generator[None]:
    """Let reads in the block see everybody's writes, not only the actor's own: they go to the primary."""
    token = _fresh.set(True)
    try:
        yield
    finally:
        _fresh.reset(token)


def must_be_fresh() -> bool:
    """Whether reads must see everybody's writes."""
    return _fresh.get()
