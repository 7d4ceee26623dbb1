"""The story of a report."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features import people
from mingle.features.moderation import policy, queries, subjects
from mingle.features.moderation.models import ReportDraft, SubjectKind
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.hooks import Blocked


async def report(
    tx: Tx, actor: Actor, draft: ReportDraft, requires: Sequence[str], told: Sequence[Blocked] = ()
) -> UUID:
    """Keep what the actor points at, and block whose it is where they want that; the same again is the same report.

    Nobody else is told, least of all the reported.

    Raises:
        ValidationFailed: it cannot be reported.
        NotFound: it does not exist for the actor.
    """
    policy.require_sound(actor, draft)
    is_there = await subjects.is_there(tx, actor.id, draft.user_id, requires)
    # What somebody said is there to be seen even where its sender is not, as in a chat that they have left.
    is_seen = is_there or draft.subject.kind is SubjectKind.MESSAGE
    evidence = await subjects.find(tx, actor.id, draft.user_id, draft.subject) if is_seen else None
    if evidence is None and not is_there:
        raise NotFound
    if draft.block:  # before the report is written: a block takes locks that come before those of accounts
        await people.block(tx, actor, draft.user_id, told)
    if evidence is None:
        report_id = await queries.say_again(tx, actor.id, draft)
    else:
        report_id = await queries.upsert_report(tx, actor.id, draft, evidence, clock.now())
    if report_id is None:
        raise NotFound
    return report_id


async def before_erasure(tx: Tx, account_id: UUID) -> None:
    """Let what somebody has reported wait without their name and words; what is about them goes with their row."""
    await queries.forget_reporter(tx, account_id)
