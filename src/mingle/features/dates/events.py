"""What clients are told of dates, the lobby and speed dating over sockets, for the published documentation."""

from mingle.features.dates.lobby_models import AvailableTold, Nothing, PresenceTold
from mingle.features.dates.models import (
    ChatTold,
    ClockTold,
    DeclinedTold,
    ExtendedTold,
    ExtensionTold,
    FinalizedTold,
    Incoming,
    MovedTold,
    PeerTold,
    RescindedTold,
    Room,
    SocialTold,
    UnblurredTold,
)
from mingle.features.dates.speed_models import FinishedTold, RoundTold, SpeedEventView
from mingle.kernel.feature import Told

_BOTH = "all devices of both"
_CONCERNED = "those in the lobby, or watching it, who could meet them"

TELLS = (
    Told("call:notify", Incoming, "all devices of who is invited", "It rings; also told to a device that comes."),
    Told("call:start", Room, "both, each as it is for them", "A date begins."),
    Told("call:declined", DeclinedTold, "who invited", "Nothing comes of the invitation."),
    Told("call:rescinded", RescindedTold, "who was invited, and other devices", "The invitation rings no more."),
    Told("room:clock", ClockTold, _BOTH, "Both see each other: this is when the time begins and ends."),
    Told("room:peer", PeerTold, _BOTH, "One of the two has lost the connection, or is back."),
    Told("room:moved", MovedTold, "one's own devices", "One is on the date by another device now."),
    Told("room:chat", ChatTold, _BOTH, "One of the two has written something."),
    Told("room:socialShared", SocialTold, _BOTH, "One of the two tells where else they can be found."),
    Told("room:extendRequested", ExtensionTold, _BOTH, "One of the two would stay longer."),
    Told("room:extended", ExtendedTold, _BOTH, "Both stay longer."),
    Told("room:unblurred", UnblurredTold, _BOTH, "Both have agreed to be seen."),
    Told("session:finalized", FinalizedTold, _BOTH, "The date is over."),
    Told("presence:update", PresenceTold, _CONCERNED, "Somebody has come into the lobby, or left it."),
    Told("queue:update", AvailableTold, _CONCERNED, "Somebody can be invited again, or no longer."),
    Told("queue:moved", Nothing, "the socket that was in the lobby", "One is in the lobby by another device now."),
    Told("event:updated", SpeedEventView, "those who have a place or are there", "An event has changed."),
    Told("event:round", RoundTold, "those who are there", "A round has begun, and whether one has somebody in it."),
    Told("event:finished", FinishedTold, "those who were there", "The evening is over."),
)
