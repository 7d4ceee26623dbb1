"""HTTP of calls: CONTRACT.md, "dates and calls".

All that is done here can be done over a socket too, and better: only a socket carries signals, and says by itself that
its device is gone.
"""

from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.calls import flows
from mingle.features.calls.errors import (
    AnsweredElsewhere,
    CallEnded,
    CallFull,
    InAnotherCall,
    NobodyToCall,
    NotCallable,
    NotJoined,
    NotRung,
    ResumeTooLate,
)
from mingle.features.calls.models import Calls, CallView, HistoryItem, Initiate, Initiated, OfCall, OnDevice
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, RateLimited, Unauthenticated
from mingle.kernel.http import Ok, get, post
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources


class CallController(Controller):
    """Calls, as the socket events of the same names."""

    path = "/api/calls"
    tags = ("calls",)

    @post(
        "/initiate",
        summary="Call",
        errors=[
            Unauthenticated,
            NotFound,
            NotCallable,
            NobodyToCall,
            InAnotherCall,
            AnsweredElsewhere,
            CallFull,
            RateLimited,
        ],
    )
    async def initiate(
        self, data: JSONBody[Initiate], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Initiated]:
        """Call everybody in a chat, or come into the call that is on there.

        A device that called or answered here has `calls_lease_seconds` to say `call:resume` over its socket.
        """
        call = (await flows.initiate(resources, actor, data)).call
        return Ok(data=Initiated(call.id, call))

    @post(
        "/answer",
        summary="Answer",
        errors=[Unauthenticated, NotFound, CallEnded, AnsweredElsewhere, CallFull, InAnotherCall],
    )
    async def answer(
        self, data: JSONBody[OnDevice], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[CallView]:
        """Come into a call. From the same device again it is the same; another of one's devices comes too late."""
        return Ok(data=CallView((await flows.answer(resources, actor, data)).call))

    @post("/reject", summary="Reject", errors=[Unauthenticated, NotFound, NotRung])
    async def reject(
        self, data: JSONBody[OfCall], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[CallView]:
        """Refuse a call that rings, on all of one's devices."""
        return Ok(data=CallView(await flows.reject(resources, actor, data.call_id)))

    @post("/end", summary="Leave, or end", errors=[Unauthenticated, NotFound])
    async def end(
        self, data: JSONBody[OfCall], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[CallView]:
        """Leave a call; where less than two are left in it, it ends. Who has called takes it back while it rings."""
        return Ok(data=CallView(await flows.end(resources, actor, data.call_id)))

    @post(
        "/resume",
        summary="Come back into a call",
        errors=[Unauthenticated, NotFound, CallEnded, ResumeTooLate, NotJoined],
    )
    async def resume(
        self, data: JSONBody[OnDevice], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[CallView]:
        """Come back after a lost connection, or take the call over to this device."""
        return Ok(data=CallView((await flows.resume(resources, actor, data)).call))

    @get("/current", summary="My calls now", errors=[Unauthenticated])
    async def current(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[Calls]:
        """What rings for one, and the call that one is in."""
        return Ok(data=await flows.current(resources, actor))

    @get("/{call_id:uuid}", summary="A call", errors=[Unauthenticated, NotFound])
    async def read(
        self, call_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[CallView]:
        """A call of one's own, or of a chat that one is in."""
        return Ok(data=CallView(await flows.find(resources, actor, call_id)))


class HistoryController(Controller):
    """Calls that are over."""

    path = "/api/user/history"
    tags = ("calls",)

    @get("", summary="My past calls", errors=[Unauthenticated, RateLimited])
    async def index(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[HistoryItem]]:
        """One's calls, the latest first, also those that one missed."""
        return Ok(data=await flows.history(resources, actor, decode_cursor(cursor, UUID), limit))
