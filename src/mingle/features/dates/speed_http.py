"""HTTP of speed dating (docs/speed-dating.md)."""

from datetime import datetime
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.dates import speed_flows
from mingle.features.dates.errors import ProfileHidden
from mingle.features.dates.speed_errors import EventFull, EventGoesOn, EventOver, EventStarted, NoHost
from mingle.features.dates.speed_models import EventChange, EventDraft, SpeedEvent, SpeedEventView, Yeses
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, RateLimited, Unauthenticated, ValidationFailed
from mingle.kernel.http import Ok, delete, get, patch, post, put
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources


class SpeedDatingController(Controller):
    """Evenings of short dates, one after the other."""

    path = "/api/speed-dating"
    tags = ("dates",)

    @get("", summary="Speed dating to come", errors=[Unauthenticated, RateLimited])
    async def index(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[SpeedEvent]]:
        """Events that go on or are to come, the earliest first."""
        after = decode_cursor(cursor, tuple[datetime, UUID])
        return Ok(data=await speed_flows.list_coming(resources, actor, after, limit))

    @post("", summary="Announce speed dating", errors=[Unauthenticated, NoHost, ValidationFailed, RateLimited])
    async def create(
        self, data: JSONBody[EventDraft], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[SpeedEventView]:
        """Announce an event, as staff, or whoever the operator lets. People come into its lobby shortly before."""
        return Ok(data=SpeedEventView(await speed_flows.open_event(resources, actor, data)))

    @get("/{event_id:uuid}", summary="Speed dating", errors=[Unauthenticated, NotFound, RateLimited])
    async def read(
        self, event_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[SpeedEventView]:
        """An event, also one that is over."""
        return Ok(data=SpeedEventView(await speed_flows.read(resources, actor, event_id)))

    @patch(
        "/{event_id:uuid}",
        summary="Change speed dating",
        errors=[Unauthenticated, NotFound, EventStarted, EventOver, ValidationFailed],
    )
    async def update(
        self,
        event_id: FromPath[UUID],
        data: JSONBody[EventChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[SpeedEventView]:
        """Change one's own event before it begins; who has signed up is told."""
        return Ok(data=SpeedEventView(await speed_flows.change_event(resources, actor, event_id, data)))

    @delete(
        "/{event_id:uuid}",
        summary="Call off speed dating",
        errors=[Unauthenticated, NotFound, EventStarted, EventOver],
    )
    async def cancel(
        self, event_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[SpeedEventView]:
        """Call off one's own event before it begins; who has signed up is told."""
        return Ok(data=SpeedEventView(await speed_flows.cancel_event(resources, actor, event_id)))

    @put(
        "/{event_id:uuid}/place",
        summary="Sign up",
        errors=[Unauthenticated, ProfileHidden, NotFound, EventFull, EventOver, RateLimited],
    )
    async def sign_up(
        self, event_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[SpeedEventView]:
        """Take a place. Again is the same."""
        return Ok(data=SpeedEventView(await speed_flows.sign_up(resources, actor, event_id)))

    @delete("/{event_id:uuid}/place", summary="Sign off", errors=[Unauthenticated, NotFound])
    async def sign_off(
        self, event_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[SpeedEventView]:
        """Give one's place back. Again is the same."""
        return Ok(data=SpeedEventView(await speed_flows.sign_off(resources, actor, event_id)))

    @get("/{event_id:uuid}/yeses", summary="My yeses", errors=[Unauthenticated, NotFound, EventGoesOn, RateLimited])
    async def yeses(
        self, event_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Yeses]:
        """Whom one would meet again, and who would too, once it is over. Answers may still come for some days."""
        return Ok(data=await speed_flows.read_yeses(resources, actor, event_id))
