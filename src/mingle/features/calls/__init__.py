"""Calls: two people or more who hear and see each other, on one state machine (docs/calls.md).

What is said and shown goes from device to device; here it is kept who is in which call, and what those devices say to
find each other (signals) is passed on. How they find a way, and who carries media where they do not themselves, stands
in docs/turn.md. Timed dates use `begin` (call people without a chat, for a limited time), `answer` and `end`, `Party`,
`Seat` and `in_calls_among` (who of these is in a call), reports `find_together` (a call that two people were in).
"""

from mingle.features.calls import jobs, personal
from mingle.features.calls.http import CallController, HistoryController
from mingle.features.calls.ice_http import IceController
from mingle.features.calls.leaving_service import before_erasure, blocked
from mingle.features.calls.machine import Seat
from mingle.features.calls.queries import find_together, in_calls_among
from mingle.features.calls.service import Party, answer, begin, end
from mingle.features.calls.sockets import connect
from mingle.features.calls.token_http import TokenController
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName

CALLS = Feature(
    "calls",
    switch=FeatureName.CALLS,
    routes=[CallController, HistoryController, IceController, TokenController],
    jobs=jobs.JOBS,
    sockets=connect,
    personal=personal.TABLES,
    before_erasure=before_erasure,
    blocked=blocked,
)

__all__ = ["CALLS", "Party", "Seat", "answer", "begin", "end", "find_together", "in_calls_among"]
