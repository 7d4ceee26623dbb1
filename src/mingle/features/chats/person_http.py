"""HTTP of the people whom a chat tells of."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from mingle.features.chats import flows
from mingle.features.chats.models import PersonView
from mingle.kernel.actor import Actor
from mingle.kernel.errors import FieldError, NotFound, Unauthenticated, ValidationFailed
from mingle.kernel.http import Ok, get
from mingle.kernel.resources import Resources

MAX_IDS = 100
Ids = Annotated[
    str, QueryParameter(max_length=MAX_IDS * 37, description=f"ids, {MAX_IDS} at most, with commas in between")
]


class People(msgspec.Struct):
    """Those of the people asked for whom the chat tells of."""

    items: list[PersonView]


class PersonController(Controller):
    """Who is and was in a chat."""

    path = "/api/chats/{chat_id:uuid}/people"
    tags = ("chats",)

    @get("", summary="Who wrote that", errors=[Unauthenticated, NotFound])
    async def index(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        ids: Ids = "",
    ) -> Ok[People]:
        """Members, senders and others whom the chat tells of, also those who left; not whose account is gone."""
        return Ok(data=People(await flows.people_of(resources, actor, chat_id, _parsed(ids))))


def _parsed(ids: str) -> list[UUID]:
    try:
        found = [UUID(one) for one in ids.split(",")] if ids else []
    except ValueError:
        raise ValidationFailed(details=[FieldError("ids", "must be ids with commas in between")]) from None
    if len(found) > MAX_IDS:
        raise ValidationFailed(details=[FieldError("ids", f"must have at most {MAX_IDS} ids")])
    return found
