"""What browsers are told of the way to each other."""

from typing import Literal

import msgspec

from mingle.kernel.ice import IceServer


class IceAnswer(msgspec.Struct, rename="camel"):
    """What a browser's `RTCPeerConnection` is made with.

    Attributes:
        ice_servers: as `RTCConfiguration.iceServers` has them.
        ttl_seconds: for how long they may be used to begin something; what has begun goes on. Ask again before.
        policy: as `RTCConfiguration.iceTransportPolicy`.
    """

    ice_servers: list[IceServer]
    ttl_seconds: int
    policy: Literal["all", "relay"]
