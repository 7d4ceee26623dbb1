"""What can be reported, and how often."""

from mingle.features.moderation.models import ReportDraft, SubjectKind
from mingle.kernel.actor import Actor
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.ratelimit import RateLimit

REPORT_LIMIT = RateLimit("reports", "20/hour", counts="shared", fails="open")
"""Nobody meets so many in an hour; who is in trouble is heard also while nothing can be counted."""


def require_sound(actor: Actor, draft: ReportDraft) -> None:
    """See that it can be reported at all.

    Raises:
        ValidationFailed: names every field that cannot stand.
    """
    wrong: list[FieldError] = []
    if draft.user_id == actor.id:
        wrong.append(FieldError("userId", "is you"))
    is_profile = draft.subject.kind is SubjectKind.PROFILE
    if is_profile and draft.subject.id is not None:
        wrong.append(FieldError("subject.id", "must be left out of a profile"))
    if not is_profile and draft.subject.id is None:
        wrong.append(FieldError("subject.id", "is required"))
    if wrong:
        raise ValidationFailed(details=wrong)
