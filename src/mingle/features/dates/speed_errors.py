"""What people may be told of speed dating."""

from mingle.kernel.errors import Conflict, Forbidden, Gone


class NoHost(Forbidden):
    """You may not open speed-dating events here."""


class EventStarted(Conflict):
    """This event has begun: it cannot be changed any more."""


class EventFull(Conflict):
    """All places of this event are taken."""


class EventNotOpen(Conflict):
    """The lobby of this event is not open yet."""


class EventOver(Gone):
    """This event is over."""


class EventGoesOn(Conflict):
    """This event is not over yet."""
