"""HTTP of what screening has flagged; for moderators."""

from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.media import held_queries, held_service, policy, queries, views
from mingle.features.media.errors import NotHeld
from mingle.features.media.models import HeldFile, Verdict
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Forbidden, NotFound, Unauthenticated
from mingle.kernel.http import Ok, get, post
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, make_page
from mingle.kernel.resources import Resources


class HeldController(Controller):
    """What waits for somebody to look."""

    path = "/api/files"
    tags = ("files",)

    @get("/held", summary="Flagged files", errors=[Unauthenticated, Forbidden])
    async def held(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[HeldFile]]:
        """What screening has flagged, the oldest first; for moderators."""
        after = decode_cursor(cursor, UUID)
        policy.require_moderator(actor)
        async with resources.db.read() as conn:
            page = make_page(await held_queries.list_held(conn, after, limit), limit, lambda file: file.id)
            variants = await queries.list_variants(conn, [file.id for file in page.items])
        items = [
            HeldFile(
                views.view(
                    resources.signer, file, [one for one in variants if one.file_id == file.id], shows_held=True
                ),
                file.owner_id,
                file.created_at,
            )
            for file in page.items
            if file.owner_id is not None
        ]
        return Ok(data=Page(items, page.next_cursor))

    @post(
        "/{file_id:uuid}/decision",
        summary="Decide a flagged file",
        errors=[Unauthenticated, Forbidden, NotFound, NotHeld],
    )
    async def decide(
        self,
        file_id: FromPath[UUID],
        data: JSONBody[Verdict],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Let it be seen, or refuse it, and whatever looks like it; for moderators."""
        async with resources.db.transaction() as tx:
            keys = await held_service.decide(tx, resources.signer, actor, file_id, data)
        await resources.files.delete(keys)
        return Ok(data=None)
