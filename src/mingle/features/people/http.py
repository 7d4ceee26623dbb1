"""HTTP of people: CONTRACT.md, "people and media"."""

from typing import Annotated
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from mingle.features.accounts import AnyRequest, StepUpRequired, device_of
from mingle.features.people import flows, leaving_service, policy, service
from mingle.features.people.catalogue import INTEREST_GROUPS, PROMPTS, InterestGroup, PromptQuestion
from mingle.features.people.errors import BirthdateSettled, DirectoryClosed, MovedTooFast
from mingle.features.people.models import (
    Card,
    PlaceChoice,
    PlaceView,
    Position,
    PreferencesChange,
    ProfileChange,
)
from mingle.features.people.views import ProfileOnly, UserOnly
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, patch, put
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources

Beginning = Annotated[str, QueryParameter(max_length=50, description="how it begins: two characters at least")]


class OwnProfileController(Controller):
    """What people show of themselves."""

    path = "/api/user/me"
    tags = ("people",)

    @get("", summary="My profile", errors=[Unauthenticated])
    async def read(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[ProfileOnly]:
        """One's own profile: what is there, what is missing, and whether others can see it."""
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))

    @put("", summary="Change my profile", errors=[Unauthenticated, NotFound, BirthdateSettled])
    async def change(
        self, data: JSONBody[ProfileChange], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ProfileOnly]:
        """Change what is sent; what is left out stays as it is."""
        async with resources.db.transaction() as tx:
            await service.change_profile(tx, actor, data)
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))

    @delete("", summary="Leave for good", errors=[Unauthenticated, StepUpRequired])
    async def leave(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Ask to be forgotten: gone and signed out at once, erased after 30 days, unless one signs in before.

        A guest, who has no way back, is erased at once.
        """
        async with resources.db.transaction() as tx:
            await leaving_service.leave(tx, actor, device_of(request))
        return Ok(data=None)

    @put("/preferences", summary="Whom I want to see", errors=[Unauthenticated])
    async def set_preferences(
        self, data: JSONBody[PreferencesChange], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ProfileOnly]:
        """Keep whom one wants to see, and what one hopes to find."""
        async with resources.db.transaction() as tx:
            await service.set_preferences(tx, actor, data)
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))

    @put("/location", summary="Where I am", errors=[Unauthenticated, MovedTooFast])
    async def set_location(
        self, data: JSONBody[Position], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ProfileOnly]:
        """Say where one is. Only the cell of a coarse grid (36 km²) is kept, and the name of the nearest city."""
        await flows.set_position(resources, actor, data)
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))

    @put("/city", summary="My city", errors=[Unauthenticated, MovedTooFast])
    async def set_city(
        self, data: JSONBody[PlaceChoice], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ProfileOnly]:
        """Choose a city of `GET /places` instead of saying where one's device is."""
        await flows.set_city(resources, actor, data.place_id)
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))


class UsersController(Controller):
    """Other people."""

    path = "/api/users"
    tags = ("people",)

    @get("", summary="Everybody", errors=[Unauthenticated, DirectoryClosed])
    async def directory(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Card]]:
        """The people of this site, the newest first, where the operator has opened the directory."""
        before = decode_cursor(cursor, UUID)
        if not resources.settings.directory:
            raise DirectoryClosed
        return Ok(data=await flows.directory(resources, actor, before, limit))

    @get("/search", summary="Find somebody", errors=[Unauthenticated])
    async def search(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        q: Beginning = "",
        limit: Limit = DEFAULT_LIMIT,
    ) -> Ok[Page[Card]]:
        """People whose name or username begins with `q`."""
        policy.require_beginning(q)
        await resources.limits.hit(policy.SEARCH_LIMIT, str(actor.id))
        return Ok(data=await flows.search(resources, actor, q, limit))

    @get("/{user_id:uuid}", summary="Somebody", errors=[Unauthenticated, NotFound])
    async def read(
        self, user_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[UserOnly]:
        """Somebody's card; of oneself, the own profile."""
        if user_id == actor.id:
            return Ok(data=UserOnly(await flows.own_profile(resources, actor)))
        return Ok(data=UserOnly(await flows.card_of(resources, actor, user_id)))

    @patch("/{user_id:uuid}", summary="Change my profile", errors=[Unauthenticated, NotFound, BirthdateSettled])
    async def change(
        self,
        user_id: FromPath[UUID],
        data: JSONBody[ProfileChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[ProfileOnly]:
        """As `PUT /user/me`; nobody changes somebody else."""
        policy.require_self(actor, user_id)
        async with resources.db.transaction() as tx:
            await service.change_profile(tx, actor, data)
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))

    @delete("/{user_id:uuid}", summary="Leave for good", errors=[Unauthenticated, NotFound, StepUpRequired])
    async def leave(
        self,
        request: AnyRequest,
        user_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """As `DELETE /user/me`; nobody deletes somebody else."""
        policy.require_self(actor, user_id)
        async with resources.db.transaction() as tx:
            await leaving_service.leave(tx, actor, device_of(request))
        return Ok(data=None)


class CatalogueController(Controller):
    """What profiles choose from."""

    path = "/api"
    tags = ("people",)

    @get("/interests", summary="Interests", errors=[Unauthenticated], etag=True)
    async def interests(self, actor: NamedDependency[Actor]) -> Ok[list[InterestGroup]]:
        """The catalogue of interests."""
        del actor
        return Ok(data=list(INTEREST_GROUPS))

    @get("/prompts", summary="Prompts", errors=[Unauthenticated], etag=True)
    async def prompts(self, actor: NamedDependency[Actor]) -> Ok[list[PromptQuestion]]:
        """The questions that a profile may answer."""
        del actor
        return Ok(data=list(PROMPTS))

    @get("/places", summary="Cities", errors=[Unauthenticated])
    async def places(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor], q: Beginning = ""
    ) -> Ok[list[PlaceView]]:
        """The largest cities whose names begin with `q`, in whatever language, with or without accents."""
        policy.require_beginning(q)
        await resources.limits.hit(policy.PLACES_LIMIT, str(actor.id))
        found = await flows.find_places(resources, q)
        return Ok(data=[PlaceView(place.id, place.name, place.country_code) for place in found])
