"""HTTP of taking a chat along."""

from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.chats import export_service
from mingle.features.chats.export_models import ChatExport, ChatExportDraft
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, RateLimited, Unauthenticated
from mingle.kernel.http import Ok, get, post
from mingle.kernel.paging import Page
from mingle.kernel.resources import Resources


class ChatExportController(Controller):
    """Copies of chats."""

    path = "/api/chats/{chat_id:uuid}/exports"
    tags = ("chats",)

    @get("", summary="My exports of a chat", errors=[Unauthenticated, NotFound])
    async def index(
        self, chat_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Page[ChatExport]]:
        """One's exports of the last week, the newest first. A link in them works for five minutes."""
        async with resources.db.transaction() as tx:
            return Ok(data=Page(await export_service.exports(tx, resources.signer, actor, chat_id), None))

    @post("", summary="Export a chat", errors=[Unauthenticated, NotFound, RateLimited], status_code=202)
    async def begin(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[ChatExportDraft],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[Page[ChatExport]]:
        """Have what one sees put together as a zip: a page to read, the messages as JSON, and what was sent along."""
        await resources.limits.hit(export_service.EXPORT_LIMIT, str(actor.id))
        async with resources.db.transaction() as tx:
            await export_service.request_export(tx, actor, chat_id, with_files=data.with_files)
            return Ok(data=Page(await export_service.exports(tx, resources.signer, actor, chat_id), None))
