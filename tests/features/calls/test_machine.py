"""The state machine by itself: whatever people, connections and time do to a call, these things stay true."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mingle.features.calls import machine
from mingle.features.calls.machine import Rules, Seat
from mingle.features.calls.models import (
    IN_CALL,
    CallKind,
    CallReason,
    CallRow,
    CallState,
    Held,
    MemberState,
    Purpose,
)
from mingle.kernel.errors import MingleError

START = datetime(2026, 1, 1, tzinfo=UTC)
RULES = Rules(timedelta(seconds=45), timedelta(seconds=20), timedelta(seconds=15), most=3)
PEOPLE = [UUID(int=n) for n in range(1, 6)]
somebody = st.sampled_from(PEOPLE)
device = st.sampled_from(["phone", "laptop"])


@dataclass
class Was:
    """A call as it was before."""

    state: CallState = CallState.RINGING
    rows: dict[str, Any] = field(default_factory=dict[str, Any])


class CallMachine(RuleBasedStateMachine):
    """Everything that can befall one call."""

    held: Held
    now = START
    was = Was()

    @initialize(
        rung=st.lists(st.sampled_from(PEOPLE[1:]), unique=True),
        busy=st.lists(st.sampled_from(PEOPLE[1:]), unique=True),
        is_open=st.booleans(),
        most=st.none() | st.integers(1, 100),
        together=st.booleans(),
    )
    def begin(self, rung: list[UUID], busy: list[UUID], *, is_open: bool, most: int | None, together: bool) -> None:
        busy = [] if is_open else [one for one in busy if one not in rung]
        call = CallRow(
            id=uuid4(), purpose=Purpose.CALL, chat_id=None, is_of_chat=True,
            is_open=is_open, kind=CallKind.AUDIO, state=CallState.RINGING,
            started_by=PEOPLE[0], created_at=START, rings_until=START + RULES.ring, answered_at=None, ended_at=None,
            reason=None, max_seconds=most, ends_at=None, due_at=START + RULES.ring, version=1,
        )  # fmt: skip
        if together:
            self.held = machine.begin_together(call, [Seat(one, "phone", uuid4()) for one in PEOPLE[:2]], RULES)
            assert self.held.call.state is CallState.ACTIVE
            return
        self.held = machine.begin(call, Seat(PEOPLE[0], "phone", uuid4()), [] if is_open else rung, busy, RULES)

    def act(self, work: Any, *arguments: Any) -> None:
        """Do something that may be refused; then nothing has changed."""
        before = msgspec.msgpack.encode(self.held)
        try:
            work(self.held, *arguments)
        except MingleError:
            assert msgspec.msgpack.encode(self.held) == before

    @rule(who=somebody, on=device)
    def join(self, who: UUID, on: str) -> None:
        self.act(machine.join, Seat(who, on, uuid4()), self.now, RULES)

    @rule(who=somebody, on=device)
    def resume(self, who: UUID, on: str) -> None:
        self.act(machine.resume, Seat(who, on, uuid4()), self.now, RULES)

    @rule(who=somebody)
    def leave(self, who: UUID) -> None:
        self.act(machine.leave, who, self.now)
        member = self.held.members.get(who)
        assert member is None or member.state not in {*IN_CALL, MemberState.RINGING}

    @rule(who=somebody, how=st.sampled_from([MemberState.REJECTED, MemberState.BUSY]))
    def reject(self, who: UUID, how: MemberState) -> None:
        self.act(machine.reject, who, self.now, how)

    @precondition(lambda self: self.held.call.ends_at is not None)
    @rule(seconds=st.integers(0, 100))
    def set_end(self, seconds: int) -> None:
        self.act(machine.set_end, self.now + timedelta(seconds=seconds), self.now)

    @precondition(lambda self: self.held.call.ends_at is not None)
    @rule(seconds=st.integers(1, 100))
    def extend(self, seconds: int) -> None:
        call = self.held.call
        assert call.ends_at is not None
        assert call.max_seconds is not None
        began_at = call.ends_at - timedelta(seconds=call.max_seconds)
        self.act(machine.extend, seconds, self.now)
        assert call.ends_at - timedelta(seconds=call.max_seconds) == began_at, "it began when it began"

    @rule(who=somebody)
    def upgrade(self, who: UUID) -> None:
        self.act(machine.upgrade, who)

    @rule(who=somebody, is_current=st.booleans())
    def drop(self, who: UUID, *, is_current: bool) -> None:
        member = self.held.members.get(who)
        binding = member.binding if member is not None and is_current else None
        self.act(machine.drop, who, binding or uuid4(), self.now, RULES)

    @rule(who=somebody)
    def renew(self, who: UUID) -> None:
        member = self.held.members.get(who)
        if member is not None and member.state is MemberState.JOINED:
            member.seen_at, member.due_at = self.now, self.now + RULES.lease

    @rule(seconds=st.floats(0, 60))
    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def settle(self) -> None:
        machine.settle(self.held, self.now, RULES)
        once = msgspec.msgpack.encode(self.held)
        machine.settle(self.held, self.now, RULES)
        assert msgspec.msgpack.encode(self.held) == once, "again it comes to the same"
        dues = [one.due_at for one in self.held.members.values()] + [self.held.call.due_at]
        assert all(due is None or due > self.now for due in dues), "nothing is left to be looked at now"

    @precondition(lambda self: self.held.call.state is CallState.ENDED)
    @rule()
    def is_over_for_good(self) -> None:
        before = msgspec.msgpack.encode(self.held)
        self.now += timedelta(hours=1)
        self.settle()
        self.leave(PEOPLE[0])
        self.reject(PEOPLE[1], MemberState.BUSY)
        if self.held.call.ends_at is not None:
            self.set_end(50)
            self.extend(50)
        self.join(PEOPLE[1], "phone")
        assert msgspec.msgpack.encode(self.held) == before

    @invariant()
    def it_is_what_the_tables_allow(self) -> None:
        call, over = self.held.call, self.held.call.state is CallState.ENDED
        assert {call.ended_at is not None, call.reason is not None} == {over}
        assert (call.state is CallState.ACTIVE) <= (call.answered_at is not None)
        assert (call.state is CallState.RINGING) <= (call.answered_at is None and call.due_at is not None)
        assert (call.ends_at is not None) == (call.answered_at is not None and call.max_seconds is not None)
        assert not over or call.due_at is None
        assert call.ended_at is None or call.ended_at >= (call.answered_at or call.created_at)
        for one in self.held.members.values():
            is_in = one.state in IN_CALL
            assert (
                is_in == (one.device_id is not None) == (one.binding is not None) == (one.due_at is not None) == is_in
            )
            assert one.state is MemberState.LEFT or not is_in or (one.joined_at is not None and one.seen_at is not None)
            assert one.state not in {MemberState.RINGING, MemberState.BUSY} or one.joined_at is None

    @invariant()
    def it_only_goes_forward(self) -> None:
        order = list(CallState)
        assert order.index(self.held.call.state) >= order.index(self.was.state)
        self.was = Was(self.held.call.state)

    @invariant()
    def there_is_room_and_somebody_is_there(self) -> None:
        held = self.held
        assert len(held.in_call) <= RULES.most
        if held.call.state is CallState.ENDED:
            assert held.in_call == held.ringing == []
        elif held.call.state is CallState.RINGING:
            assert [one.account_id for one in held.in_call] == [PEOPLE[0]]
            assert held.ringing or held.call.is_open
        else:
            assert held.in_call
            assert len(held.in_call) + len(held.ringing) >= 2

    @invariant()
    def its_reason_says_what_happened(self) -> None:
        call = self.held.call
        if call.reason in (CallReason.MISSED, CallReason.REJECTED, CallReason.CANCELLED, CallReason.BUSY):
            assert call.answered_at is None
        if call.reason in (CallReason.ENDED, CallReason.TIMEOUT):
            assert call.answered_at is not None


TestCall = CallMachine.TestCase
TestCall.settings = settings(max_examples=80, stateful_step_count=40, deadline=None, database=None)
