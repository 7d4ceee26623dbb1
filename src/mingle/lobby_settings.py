"""The settings of the lobby and of speed dating (docs/speed-dating.md)."""

from typing import Literal

from pydantic import Field

from mingle.date_settings import DateSettings


class LobbySettings(DateSettings):
    """Those that the lobby and speed dating need; `Settings` has them all."""

    lobby_lease_seconds: float = Field(
        30.0, ge=0.3, le=50, description="how long those in the lobby on a process that crashed still count as there"
    )
    lobby_grace_seconds: float = Field(
        4.0, ge=0, le=8, description="how long somebody whose connection closed still counts as in the lobby: a reload"
    )
    speed_dating_hosts: Literal["staff", "everybody"] = Field(
        "staff", description="who may open a speed-dating event: `staff` (moderators and admins) or `everybody`"
    )
    speed_dating_opens_seconds: int = Field(
        900, ge=1, le=86_400, description="how long before its start people may enter the lobby of a speed-dating event"
    )
    speed_dating_shortest_round: int = Field(
        60, ge=1, le=600, description="the shortest round that a host may choose, in seconds"
    )
    speed_dating_lead_seconds: float = Field(
        3.0, ge=0, le=30, description="how long before the clock of a round starts its pairs are told, to connect"
    )
