"""What clients are told of calls over sockets, for the published documentation."""

from mingle.features.calls.models import (
    AcceptedTold,
    EndedTold,
    IncomingTold,
    MovedTold,
    SignalTold,
    UpdatedTold,
)
from mingle.kernel.feature import Told

_MEMBERS = "all devices of everybody who was called and was free"

TELLS = (
    Told(
        "call:incoming", IncomingTold, "all devices of whoever is called", "It rings; also told to a device that comes."
    ),
    Told("call:accepted", AcceptedTold, _MEMBERS, "Somebody has come into the call."),
    Told(
        "call:updated", UpdatedTold, f"{_MEMBERS}; of an open call its whole chat", "Something else of it has changed."
    ),
    Told("call:ended", EndedTold, _MEMBERS, "It is over, for whatever reason."),
    Told("call:moved", MovedTold, "the socket that was in the call", "The person is in it by another device now."),
    Told(
        "call:signal", SignalTold, "the device by which somebody is in the call", "The peer's WebRTC signal, as sent."
    ),
)
