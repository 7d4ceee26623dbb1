"""What people may be told of dates."""

from datetime import datetime

from mingle.kernel.errors import Conflict, FieldError, Forbidden, Gone


class CooldownActive(Conflict):
    """You two have met lately. Give it some time."""

    @classmethod
    def until(cls, moment: datetime) -> "CooldownActive":
        """With the moment from which on they may meet again."""
        return cls(details=[FieldError("until", moment.isoformat().replace("+00:00", "Z"))])


class Busy(Conflict):
    """They are in a call or on a date right now."""


class Offline(Conflict):
    """They are not online right now."""


class NotAvailable(Conflict):
    """They are online, but not in the lobby right now."""


class ProfileHidden(Forbidden):
    """Complete your profile and show it first: only who is seen may meet others."""


class AdultsOnly(Forbidden):
    """Dates are for adults."""


class InvitationOver(Gone):
    """This invitation is over."""


class DateOver(Gone):
    """This date is over."""


class AnswerTooLate(Gone):
    """This date was too long ago."""


class DateGoesOn(Conflict):
    """This date goes on. Answer when it is over."""


class FoundEachOther(Conflict):
    """You have both said yes. Part from them among your matches if you have changed your mind."""


class ClockIsFixed(Conflict):
    """The dates of a round end at the same moment."""
