"""What people may be told of discovery."""

from datetime import datetime
from math import ceil

from mingle.kernel import clock
from mingle.kernel.errors import Conflict, FieldError, Forbidden, RateLimited


class AllowanceUsedUp(RateLimited):
    """You have used up what a day allows of these.

    Args:
        field: what the client asked for it by.
        ends_at: when there is something again.
    """

    def __init__(self, field: str, ends_at: datetime) -> None:
        super().__init__(ceil((ends_at - clock.now()).total_seconds()))
        self.details = [FieldError(field, f"is used up until {ends_at.isoformat(timespec='seconds')}")]

    @classmethod
    def default_message(cls) -> str:
        """What people read."""
        return "You have used up what a day allows of these."


class NotOffered(Forbidden):
    """This site does not have that."""


class AlreadyMatched(Conflict):
    """You have found each other: end the match instead."""


class NothingToRewind(Conflict):
    """There is nothing to take back."""
