"""What is particular to the calls of a purpose: what is told of them, and what else is kept of them.

One manner is that of plain calls; features above bring theirs (`use`), so that whatever changes one of their calls, a
hang-up, a lost connection, a block or the reaper, tells of it, and keeps what belongs to it, in the same transaction.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec

from mingle.features.calls.models import Call, CallPerson, CallReason, CallRow, Held, MemberRow, Purpose, RoomHistory
from mingle.kernel.db import Conn, Tx

_UNSEEN: Mapping[str, Any] = {"seen_at": None, "due_at": None}
"""What of a member changes with each sign of life, and is nobody's news."""


class Entered(msgspec.Struct):
    """A call under its lock: as the machine changes it, and as it was."""

    held: Held
    before: dict[UUID, MemberRow]
    call_before: CallRow | None

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to tell."""
        if self.held.call != self.call_before or self.held.members.keys() != self.before.keys():
            return True
        return any(_seen(one) != _seen(self.before[account_id]) for account_id, one in self.held.members.items())


class Change(msgspec.Struct):
    """A change of a call that has been written, and is to be told."""

    inside: Entered
    told: Call
    known: dict[UUID, CallPerson]
    accepted_by: UUID | None
    """Who has come into it by this change."""
    writes_line: bool
    """Whether its end is to stand in its chat."""


async def _no_history(_conn: Conn, _viewer_id: UUID, _call_ids: Sequence[UUID]) -> Mapping[UUID, RoomHistory]:
    return {}


_UNTOLD: Mapping[CallReason, CallReason] = MappingProxyType({CallReason.BLOCKED: CallReason.ENDED})


class Manner(msgspec.Struct, frozen=True):
    """Of the calls of one purpose."""

    tell: Callable[[Tx, Change], Awaitable[None]]
    """In the transaction of the change."""
    history: Callable[[Conn, UUID, Sequence[UUID]], Awaitable[Mapping[UUID, RoomHistory]]] = _no_history
    """What else is kept of these calls, as somebody (the first id) sees it."""
    leaving: CallReason = CallReason.ENDED
    """Why a call ends that one of two leaves with a word."""
    reasons: Mapping[CallReason, CallReason] = _UNTOLD
    """Those that people are told otherwise than they are: of a block nobody is."""

    def told_reason(self, reason: CallReason) -> CallReason:
        """Why a call has ended, as people are told it."""
        return self.reasons.get(reason, reason)


_MANNERS: dict[Purpose, Manner] = {}


def use(purpose: Purpose, manner: Manner) -> None:
    """Let all calls of a purpose have this manner."""
    _MANNERS[purpose] = manner


def manner_of(purpose: Purpose) -> Manner:
    """That of a purpose."""
    return _MANNERS[purpose]


def _seen(member: MemberRow) -> MemberRow:
    return msgspec.structs.replace(member, **_UNSEEN)
