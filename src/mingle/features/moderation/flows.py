"""What a report takes at the edge: a count, and one transaction."""

from mingle.features.moderation import policy, service
from mingle.features.moderation.models import ReportDraft, Reported
from mingle.kernel.actor import Actor
from mingle.kernel.resources import Resources


async def report(resources: Resources, actor: Actor, draft: ReportDraft) -> Reported:
    """Keep what the actor points at.

    Raises:
        As `service.report`.
    """
    await resources.limits.hit(policy.REPORT_LIMIT, str(actor.id))
    requires, told = resources.settings.profile_requires, resources.hooks.blocked
    async with resources.db.transaction() as tx:
        return Reported(await service.report(tx, actor, draft, requires, told))
