"""HTTP of messages that wait for their time."""

from datetime import datetime
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.chats import due_service, flows, schedule_service
from mingle.features.chats.errors import (
    ClientIdReused,
    MessageDeleted,
    NotForwardable,
    ReadersOnly,
)
from mingle.features.chats.models import Message
from mingle.features.chats.schedule_models import ScheduledChange
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, patch, post
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources


class ScheduledController(Controller):
    """Messages that wait for their time."""

    path = "/api"
    tags = ("chats",)

    @get("/chats/{chat_id:uuid}/scheduled", summary="What I have scheduled", errors=[Unauthenticated, NotFound])
    async def index(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Message]]:
        """One's own messages that wait, the next one first. With `problem`, its time came and it could not be sent."""
        after = decode_cursor(cursor, tuple[datetime, UUID])
        return Ok(data=await flows.scheduled(resources, actor, chat_id, after, limit))

    @patch("/messages/scheduled/{scheduled_id:uuid}", summary="Reschedule", errors=[Unauthenticated, NotFound])
    async def change(
        self,
        scheduled_id: FromPath[UUID],
        data: JSONBody[ScheduledChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[Message]:
        """Give it other words, or another time; what is left out stays as it is."""
        async with resources.db.transaction() as tx:
            message = await schedule_service.change(tx, resources.signer, actor, scheduled_id, data)
        return Ok(data=message)

    @delete("/messages/scheduled/{scheduled_id:uuid}", summary="Do not send it", errors=[Unauthenticated, NotFound])
    async def cancel(
        self, scheduled_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Let it never be sent."""
        async with resources.db.transaction() as tx:
            await schedule_service.cancel(tx, actor, scheduled_id)
        return Ok(data=None)

    @post(
        "/messages/scheduled/{scheduled_id:uuid}/send",
        summary="Send it now",
        errors=[Unauthenticated, NotFound, ReadersOnly, ClientIdReused, MessageDeleted, NotForwardable],
    )
    async def send(
        self, scheduled_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Message]:
        """Send it before its time, or once what was the matter is mended."""
        async with resources.db.transaction() as tx:
            message = await due_service.send_now(tx, resources.signer, actor, scheduled_id)
        return Ok(data=message)
