"""HTTP of blocks, and of what people give each other."""

from datetime import datetime
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath

from mingle.features.people import block_queries, block_service
from mingle.features.people.errors import NoSocials, NotYourself
from mingle.features.people.models import Blocked
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, post, put
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, make_page
from mingle.kernel.resources import Resources


class BlockController(Controller):
    """Who does not exist for whom, and who may know more."""

    path = "/api"
    tags = ("people",)

    @get("/blocks", summary="Whom I have blocked", errors=[Unauthenticated])
    async def read(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Blocked]]:
        """Those whom one has blocked, the latest first."""
        before = decode_cursor(cursor, tuple[datetime, UUID])
        async with resources.db.read() as conn:
            rows = await block_queries.list_blocks(conn, actor.id, before, limit)
        return Ok(data=make_page(rows, limit, lambda row: (row.blocked_at, row.id)))

    @post("/users/{user_id:uuid}/block", summary="Block somebody", errors=[Unauthenticated, NotFound, NotYourself])
    async def block(
        self, user_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """From now on neither exists for the other. They are not told."""
        async with resources.db.transaction() as tx:
            await block_service.block(tx, actor, user_id, resources.hooks.blocked)
        return Ok(data=None)

    @delete("/users/{user_id:uuid}/block", summary="Take a block back", errors=[Unauthenticated, NotFound])
    async def unblock(
        self, user_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Exist for each other again, unless they have blocked as well."""
        async with resources.db.transaction() as tx:
            await block_service.unblock(tx, actor, user_id)
        return Ok(data=None)

    @put(
        "/users/{user_id:uuid}/socials",
        summary="Give my social handles",
        errors=[Unauthenticated, NotFound, NotYourself, NoSocials],
    )
    async def share(
        self, user_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Let somebody see where else one can be found."""
        async with resources.db.transaction() as tx:
            await block_service.share_socials(tx, actor, user_id, resources.settings.profile_requires)
        return Ok(data=None)

    @delete("/users/{user_id:uuid}/socials", summary="Take them back", errors=[Unauthenticated, NotFound])
    async def unshare(
        self, user_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Show them no longer."""
        async with resources.db.transaction() as tx:
            await block_service.unshare_socials(tx, actor, user_id)
        return Ok(data=None)
