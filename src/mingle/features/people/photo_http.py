"""HTTP of the photos of a profile, and of their check."""

from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.media import FileView
from mingle.features.people import check_service, flows, policy, service
from mingle.features.people.errors import AlreadyDecided, NoPhotoYet, NoPoseAsked
from mingle.features.people.models import CheckToDecide, Decision, PhotoOrder, Selfie
from mingle.features.people.views import ProfileOnly
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Forbidden, NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, patch, post
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources


class PhotoController(Controller):
    """One's own photos, the main one first."""

    path = "/api/user/me/photos"
    tags = ("people",)

    @get("", summary="My photos", errors=[Unauthenticated])
    async def read(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[list[FileView]]:
        """One's own photos, the main one first."""
        return Ok(data=(await flows.own_profile(resources, actor)).photos)

    @patch("", summary="Arrange my photos", errors=[Unauthenticated, NotFound])
    async def order(
        self, data: JSONBody[PhotoOrder], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[list[FileView]]:
        """Say which files of one's own are the photos, in which order; those left out are removed."""
        async with resources.db.transaction() as tx:
            await service.order_photos(tx, actor, data.file_ids)
        return Ok(data=(await flows.own_profile(resources, actor)).photos)

    @delete("/{file_id:uuid}", summary="Remove a photo", errors=[Unauthenticated, NotFound])
    async def remove(
        self, file_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[list[FileView]]:
        """Take a photo out of the profile."""
        async with resources.db.transaction() as tx:
            await service.remove_photo(tx, actor, file_id)
        return Ok(data=(await flows.own_profile(resources, actor)).photos)


class VerificationController(Controller):
    """Whether photos show who shows them."""

    path = "/api"
    tags = ("people",)

    @post("/user/me/verification", summary="Have my photos checked", errors=[Unauthenticated, NoPhotoYet])
    async def ask(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[ProfileOnly]:
        """Be asked for a selfie in a pose; asking again asks for another one."""
        await resources.limits.hit(policy.CHECK_LIMIT, str(actor.id))
        async with resources.db.transaction() as tx:
            await check_service.ask_for_pose(tx, actor)
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))

    @post("/user/me/verification/selfie", summary="Hand in the selfie", errors=[Unauthenticated, NotFound, NoPoseAsked])
    async def submit(
        self, data: JSONBody[Selfie], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ProfileOnly]:
        """Hand in an uploaded picture of one's own; a moderator looks at it."""
        async with resources.db.transaction() as tx:
            await check_service.submit_selfie(tx, actor, data.file_id)
        return Ok(data=ProfileOnly(await flows.own_profile(resources, actor)))

    @get("/verifications", summary="Photos to check", errors=[Unauthenticated, Forbidden])
    async def waiting(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[CheckToDecide]]:
        """What waits for a moderator, the oldest first."""
        after = decode_cursor(cursor, UUID)
        return Ok(data=await flows.waiting_checks(resources, actor, after, limit))

    @post(
        "/verifications/{check_id:uuid}/decision",
        summary="Decide a check",
        errors=[Unauthenticated, Forbidden, NotFound, AlreadyDecided],
    )
    async def decide(
        self,
        check_id: FromPath[UUID],
        data: JSONBody[Decision],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Say whether the selfie shows the pose, and the person of the photos; for moderators."""
        async with resources.db.transaction() as tx:
            await check_service.decide(tx, actor, check_id, data)
        return Ok(data=None)
