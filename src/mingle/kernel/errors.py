"""Errors with a stable code, and the one table that maps their kinds to HTTP statuses.

A feature's own error is a class whose docstring is the message people read::

    class ChatClosed(Conflict):
        \"\"\"This chat is closed.\"\"\"
"""

import inspect
import re
from typing import ClassVar

import msgspec


class OperatorError(Exception):
    """Something that the person who runs Mingle can mend; `str()` says what it is, and how."""


class FieldError(msgspec.Struct, frozen=True):
    """One bad field: its path as the client wrote it (`photos.0.caption`), and what is wrong with it."""

    field: str
    message: str


class MingleError(Exception):
    """Something that the client is told, with a code that never changes."""

    status: ClassVar[int]
    code: ClassVar[str]

    def __init_subclass__(cls) -> None:
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, message: str | None = None, *, details: list[FieldError] | None = None) -> None:
        self.message = message or self.default_message()
        self.details = details or []
        super().__init__(self.message)

    @classmethod
    def default_message(cls) -> str:
        """What people read unless it was raised with other words: the docstring."""
        return inspect.cleandoc(cls.__doc__ or "")

    @property
    def retry_after_seconds(self) -> int | None:
        """When it is worth trying again; sent as `Retry-After`."""
        return None


class ValidationFailed(MingleError):
    """Some of what was sent is not valid."""

    status = 400


class Unauthenticated(MingleError):
    """Sign in first."""

    status = 401


class Forbidden(MingleError):
    """This is not yours to do."""

    status = 403


class NotFound(MingleError):
    """There is nothing here."""

    status = 404


class MethodNotAllowed(MingleError):
    """This address does not take that method."""

    status = 405


class Conflict(MingleError):
    """This does not fit with what is there now."""

    status = 409


class Gone(MingleError):
    """This is no longer here."""

    status = 410


class PayloadTooLarge(MingleError):
    """This is larger than what is accepted here."""

    status = 413


class UnsupportedMedia(MingleError):
    """This kind of content is not accepted here."""

    status = 415


class RateLimited(MingleError):
    """Too many requests. Wait a moment."""

    status = 429

    def __init__(self, retry_after_seconds: int = 1) -> None:
        super().__init__()
        self._retry_after_seconds = max(1, retry_after_seconds)

    @property
    def retry_after_seconds(self) -> int:
        """When the limit lets the next one through."""
        return self._retry_after_seconds


class InternalError(MingleError):
    """Something broke on our side. It has been noted."""

    status = 500


class Unavailable(MingleError):
    """This cannot be reached right now. Try again in a moment."""

    status = 503

    @property
    def retry_after_seconds(self) -> int:
        """Soon: what was away is mostly back within seconds."""
        return 2


KINDS: tuple[type[MingleError], ...] = (
    ValidationFailed,
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    Gone,
    PayloadTooLarge,
    UnsupportedMedia,
    RateLimited,
    InternalError,
    Unavailable,
)
BY_STATUS = {kind.status: kind for kind in KINDS}
