"""Dates: two people meet on video for a time that both have agreed to (docs/dates.md).

A date is a call of another purpose: what is said of calls holds of it, and all that is told of it is told here. The
modules that begin with `lobby` keep who is there for one now, `next` gives those to each other who take whoever fits,
`speed` and `round` are speed dating (docs/speed-dating.md), whose pairs `pairing` finds.
"""

from mingle.features import calls
from mingle.features.calls import CallReason, Manner, Purpose
from mingle.features.dates import events, jobs, lobby_personal, personal, room_queries, round_jobs, telling_service
from mingle.features.dates.http import DateController, RoomController
from mingle.features.dates.leaving_service import before_erasure, blocked
from mingle.features.dates.lobby_connect import connect
from mingle.features.dates.reel_http import ReelController
from mingle.features.dates.room_queries import list_said
from mingle.features.dates.speed_http import SpeedDatingController
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName

calls.use_manner(
    Purpose.DATE,
    Manner(
        telling_service.tell,
        room_queries.list_kept,
        leaving=CallReason.LEFT,
        reasons={
            CallReason.BLOCKED: CallReason.ENDED,
            CallReason.DROPPED: CallReason.LEFT,
        },
    ),
)

DATES = Feature(
    "dates",
    tells=events.TELLS,
    switch=FeatureName.DATES,
    needs=[FeatureName.CALLS],
    routes=[RoomController, DateController, ReelController, SpeedDatingController],
    jobs=[*jobs.JOBS, *round_jobs.JOBS],
    sockets=connect,
    personal=[*personal.TABLES, *lobby_personal.TABLES],
    before_erasure=before_erasure,
    blocked=blocked,
)

__all__ = ["DATES", "list_said"]
