"""What a feature hands to the composition root."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mingle.kernel.db import Conn
from mingle.kernel.hooks import BeforeErasure, Blocked, FileChanged
from mingle.kernel.jobs import Job
from mingle.kernel.personal import PersonalTable
from mingle.kernel.seeding import Seeder
from mingle.settings import FeatureName

SeesFile = Callable[[Conn, UUID, UUID], Awaitable[bool]]
"""Whether a person (the first id) sees somebody else's file (the second) through this feature."""


@dataclass(frozen=True)
class Told:
    """A socket event that clients are told, for the published documentation of events.

    Attributes:
        name: of the event.
        payload: the msgspec struct that it carries.
        to: who hears it.
        when: what has happened.
    """

    name: str
    payload: type
    to: str
    when: str


@dataclass(frozen=True)
class Feature:
    """A feature's rooms, as `app.py` wires them.

    Attributes:
        name: what it is called in `src/mingle/features`.
        switch: the operator's switch that turns it on; None where it is always on.
        needs: other switches without which it is off as well.
        routes: Litestar controllers and handlers.
        jobs: the jobs that it declares, periodic ones included.
        seed: fills its tables for people who do not exist.
        personal: what its tables keep of people.
        impersonal: its tables that keep nothing of anybody, each with the reason.
        sockets: given the hub, presence and the resources when the server starts; registers handlers of socket events.
        tells: the socket events that it tells clients; those that it hears are read from its handlers.
        front: given what it is to stand before and the API itself, answers by itself what must be quick.
        before_erasure: in the transaction that erases an account, what must not simply vanish with its rows.
        blocked: in the transaction in which somebody blocks another, before the block is written.
        file_changed: when an attached file has become ready, or is lost, or found again.
        sees_file: vouches that somebody may look at another's file, such as one in a chat that both are in.
    """

    name: str
    switch: FeatureName | None = None
    needs: Sequence[FeatureName] = field(default=())
    routes: Sequence[Any] = field(default=())
    jobs: Sequence[Job[...]] = field(default=())
    seed: Seeder | None = None
    personal: Sequence[PersonalTable] = field(default=())
    impersonal: Mapping[str, str] = field(default_factory=dict[str, str])
    sockets: Callable[[Any, Any, Any], None] | None = None
    tells: Sequence[Told] = field(default=())
    front: Callable[[Any, Any], Any] | None = None
    before_erasure: BeforeErasure | None = None
    blocked: Blocked | None = None
    file_changed: FileChanged | None = None
    sees_file: SeesFile | None = None
