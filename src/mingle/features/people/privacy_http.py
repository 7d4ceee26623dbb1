"""HTTP of taking along what is one's own."""

from litestar import Controller
from litestar.di import NamedDependency

from mingle.features.people import flows, leaving_service
from mingle.features.people.errors import ExportTooSoon
from mingle.features.people.models import Export
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Unauthenticated
from mingle.kernel.http import Ok, get, post
from mingle.kernel.paging import Page
from mingle.kernel.resources import Resources


class ExportController(Controller):
    """Copies of everything that is kept of oneself."""

    path = "/api/user/me/exports"
    tags = ("people",)

    @get("", summary="My exports", errors=[Unauthenticated])
    async def read(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[Page[Export]]:
        """One's exports of the last week, the newest first. A link in them works for five minutes."""
        return Ok(data=Page(await flows.exports(resources, actor), None))

    @post("", summary="Export my data", errors=[Unauthenticated, ExportTooSoon], status_code=202)
    async def begin(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[Page[Export]]:
        """Have everything put together as a zip with JSON and media; one a day."""
        async with resources.db.transaction() as tx:
            await leaving_service.request_export(tx, actor)
        return Ok(data=Page(await flows.exports(resources, actor), None))
