"""Calls: two people or more who hear and see each other, on one state machine (docs/calls.md).

What is said and shown goes from device to device; here it is kept who is in which call, and what those devices say to
find each other (signals) is passed on. How they find a way, and who carries media where they do not themselves, stands
in docs/turn.md.

Timed dates are calls of another purpose, with a `Manner` of their own (`use_manner`) that is told of every change
(`Change`). They use `begin` (call people without a chat, for a limited time: a `Party`, by a `Seat`), `begin_together`
(without ringing), `entered` (a call under its lock, `Entered`), `machine` and `rules_of` (to change it), `keep` (to
write and tell it, as `Kept`), `look_at` (to let it end when its time is over), `known_people`, `find_held`,
`in_calls_among` (who of these is in a call), `reap` (to end what is over at once), `NOTES` (where processes hear who is
in a call), `Lease`, `seat_room` and `CallSockets` (to seat a socket). Reports use `find_together` (a call that two
people were in).
"""

from mingle.features.calls import events, jobs, machine, manners, personal, telling_service
from mingle.features.calls.errors import AnsweredElsewhere, CallEnded, InAnotherCall, NotRung
from mingle.features.calls.http import CallController, HistoryController
from mingle.features.calls.ice_http import IceController
from mingle.features.calls.keeping_service import NOTES, Kept, entered, keep, known_people
from mingle.features.calls.lease_queries import Lease
from mingle.features.calls.leaving_service import before_erasure, blocked
from mingle.features.calls.machine import Seat
from mingle.features.calls.manners import Change, Entered, Manner
from mingle.features.calls.manners import use as use_manner
from mingle.features.calls.models import (
    IN_CALL,
    CallKind,
    CallPerson,
    CallReason,
    CallRow,
    CallState,
    DeviceId,
    Held,
    MemberRow,
    MemberState,
    Note,
    Purpose,
    RoomHistory,
    RoomMessage,
    RoomSocials,
)
from mingle.features.calls.policy import rules_of
from mingle.features.calls.queries import find_held, find_together, in_calls_among
from mingle.features.calls.reaping import reap
from mingle.features.calls.seats import seat_room
from mingle.features.calls.service import Party, answer, begin, begin_together, end
from mingle.features.calls.sockets import CallSockets, connect
from mingle.features.calls.token_http import TokenController
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName

look_at = jobs.settle.defer_at
manners.use(Purpose.CALL, Manner(telling_service.tell))

CALLS = Feature(
    "calls",
    tells=events.TELLS,
    switch=FeatureName.CALLS,
    routes=[CallController, HistoryController, IceController, TokenController],
    jobs=jobs.JOBS,
    sockets=connect,
    personal=personal.TABLES,
    before_erasure=before_erasure,
    blocked=blocked,
)

__all__ = [
    "CALLS",
    "IN_CALL",
    "NOTES",
    "AnsweredElsewhere",
    "CallEnded",
    "CallKind",
    "CallPerson",
    "CallReason",
    "CallRow",
    "CallSockets",
    "CallState",
    "Change",
    "DeviceId",
    "Entered",
    "Held",
    "InAnotherCall",
    "Kept",
    "Lease",
    "Manner",
    "MemberRow",
    "MemberState",
    "NotRung",
    "Note",
    "Party",
    "Purpose",
    "RoomHistory",
    "RoomMessage",
    "RoomSocials",
    "Seat",
    "answer",
    "begin",
    "begin_together",
    "end",
    "entered",
    "find_held",
    "find_together",
    "in_calls_among",
    "keep",
    "known_people",
    "look_at",
    "machine",
    "reap",
    "rules_of",
    "seat_room",
    "use_manner",
]
