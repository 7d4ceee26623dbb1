"""HTTP of drafts."""

from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.chats import draft_service
from mingle.features.chats.draft_models import DraftChange, DraftOnly
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, put
from mingle.kernel.resources import Resources


class DraftController(Controller):
    """What one has begun to write."""

    path = "/api/chats/{chat_id:uuid}/draft"
    tags = ("chats",)

    @put("", summary="Keep a draft", errors=[Unauthenticated, NotFound])
    async def write(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[DraftChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[DraftOnly]:
        """Keep what one has begun to write, for all of one's devices; without content, forget it."""
        async with resources.db.transaction() as tx:
            draft = await draft_service.set_draft(tx, actor, chat_id, data)
        return Ok(data=DraftOnly(draft))
