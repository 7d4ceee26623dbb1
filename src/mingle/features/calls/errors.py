"""What people may be told of calls."""

from mingle.kernel.errors import Conflict, Forbidden, Gone, NotFound, PayloadTooLarge


class CallEnded(Gone):
    """This call has ended."""


class ResumeTooLate(Gone):
    """You were away for too long: the call goes on without you. Join it anew."""


class AnsweredElsewhere(Conflict):
    """Another of your devices is in this call."""


class CallFull(Conflict):
    """As many are in this call as it has room for."""


class InAnotherCall(Conflict):
    """You are in another call. End it first."""


class NobodyToCall(Conflict):
    """There is nobody in this chat who could be called."""


class NotJoined(Conflict):
    """You are not in this call. Answer or join it first."""


class OtherDevice(Conflict):
    """This call is on another of your devices, or on another connection of this one. Resume it here first."""


class NotRung(Conflict):
    """You are in this call already: end it instead."""


class NotInCall(NotFound):
    """This person is not in the call."""


class NotCallable(Forbidden):
    """There are no calls in channels."""

    code = "forbidden"


class SignalTooLarge(PayloadTooLarge):
    """A signal may have 16 KB at most."""

    code = "payload_too_large"
