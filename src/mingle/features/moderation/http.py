"""HTTP of moderation: CONTRACT.md, "others"."""

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody

from mingle.features.moderation import flows
from mingle.features.moderation.models import ReportDraft, Reported
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, post
from mingle.kernel.resources import Resources


class ReportController(Controller):
    """What people point at."""

    path = "/api/reports"
    tags = ("moderation",)

    @post("", summary="Report somebody", errors=[Unauthenticated, NotFound])
    async def report(
        self, data: JSONBody[ReportDraft], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Reported]:
        """Tell those who run the site what is wrong with a profile, a message, a call or a photo.

        It is kept as it is now, whatever becomes of it. They are not told. Said again it is the same report, with the
        latest reason and note.
        """
        return Ok(data=await flows.report(resources, actor, data))
