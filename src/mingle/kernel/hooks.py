"""What features want to be told by those below them, which may not import them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mingle.kernel.db import Tx
from mingle.kernel.personal import PersonalTable

BeforeErasure = Callable[[Tx, UUID], Awaitable[None]]
Blocked = Callable[[Tx, UUID, UUID], Awaitable[None]]
# Given the resources of the process, which hold the hooks themselves: Litestar would follow that circle for ever.
FileChanged = Callable[[Any, UUID], Awaitable[None]]


@dataclass(frozen=True)
class Hooks:
    """What `app.py` has gathered from all features.

    Attributes:
        personal: what is kept of people: what an export tells and an erasure leaves nothing of.
        before_erasure: called in the transaction that erases an account, before its row is locked.
        blocked: called in the transaction in which somebody (the first id) blocks another, before the block is written.
        file_changed: called by a job, perhaps twice, when an attached file is ready, lost, or found again.
    """

    personal: Sequence[PersonalTable] = field(default=())
    before_erasure: Sequence[BeforeErasure] = field(default=())
    blocked: Sequence[Blocked] = field(default=())
    file_changed: Sequence[FileChanged] = field(default=())
