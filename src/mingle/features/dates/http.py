"""HTTP of dates: CONTRACT.md, "dates and calls"."""

from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.calls import InAnotherCall, Seat
from mingle.features.dates import flows
from mingle.features.dates.errors import (
    AdultsOnly,
    AnswerTooLate,
    Busy,
    CooldownActive,
    DateGoesOn,
    FoundEachOther,
    NotAvailable,
    Offline,
    ProfileHidden,
)
from mingle.features.dates.models import Again, Answered, InvitationDraft, Invited, Whereabouts
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, RateLimited, Unauthenticated
from mingle.kernel.http import Ok, get, post
from mingle.kernel.ids import new_id
from mingle.kernel.resources import Resources


class RoomController(Controller):
    """Invitations, and the date that one is on."""

    path = "/api/room"
    tags = ("dates",)

    @get("", summary="How I stand with dates now", errors=[Unauthenticated, RateLimited])
    async def read(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[Whereabouts]:
        """Whether one is in the lobby, the date that one is on, who invites one, and what one has not answered yet."""
        return Ok(data=await flows.whereabouts(resources, actor))

    @post(
        "/direct-match",
        summary="Invite somebody to a date",
        errors=[
            Unauthenticated,
            NotFound,
            AdultsOnly,
            ProfileHidden,
            InAnotherCall,
            Busy,
            CooldownActive,
            Offline,
            NotAvailable,
            RateLimited,
        ],
    )
    async def invite(
        self, data: JSONBody[InvitationDraft], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Invited]:
        """As `call:invite` over a socket; from there say `call:resume` soon, by which one counts as there."""
        seat = Seat(actor.id, data.device_id or "http", new_id())
        return Ok(
            data=flows.invited(await flows.invite(resources, actor, data.to_user_id, data.requested_seconds, seat))
        )


class DateController(Controller):
    """Dates that are over."""

    path = "/api/dates"
    tags = ("dates",)

    @post(
        "/{date_id:uuid}/again",
        summary="Would I meet them again",
        errors=[Unauthenticated, NotFound, DateGoesOn, FoundEachOther, AnswerTooLate, RateLimited],
    )
    async def answer(
        self,
        date_id: FromPath[UUID],
        data: JSONBody[Again],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[Answered]:
        """Say so for oneself, within seven days; the other only learns of it if both would, which is a match."""
        return Ok(data=await flows.answer(resources, actor, date_id, data))
