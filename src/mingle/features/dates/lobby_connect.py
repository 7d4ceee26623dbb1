"""The sockets of dates, when a server starts."""

from mingle.features.dates.lobby_sockets import LobbySockets
from mingle.features.dates.sockets import DateSockets
from mingle.features.dates.speed_sockets import SpeedSockets
from mingle.kernel.resources import Resources
from mingle.realtime.hub import Hub
from mingle.realtime.presence import Presence


def connect(hub: Hub, _presence: Presence, resources: Resources) -> None:
    """Handle the events of dates, of the lobby and of speed dating, and drive rounds."""
    DateSockets(hub, resources)
    SpeedSockets(hub, resources, LobbySockets(hub, resources))
