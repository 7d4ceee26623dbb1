"""HTTP of the first photo and the intro video, each in one go."""

from litestar import Controller
from litestar.di import NamedDependency

from mingle.features.accounts import AnyRequest
from mingle.features.media import OF_UPLOADS, FileOnly, FileRow, MultipartOperation, Purpose, describe, receive
from mingle.features.people import service
from mingle.features.people.errors import PhotoLimit
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.http import Ok, post
from mingle.kernel.resources import Resources


class ProfileMediaController(Controller):
    """What a new person shows first. Larger files go over `/files/tus`, and then into the profile by their ids."""

    path = "/api/media"
    tags = ("people",)

    @post(
        "/selfie",
        summary="Add a photo",
        errors=[*OF_UPLOADS, PhotoLimit],
        status_code=201,
        operation_class=MultipartOperation,
    )
    async def selfie(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[FileOnly]:
        """Upload a photo and put it behind the others of one's profile."""

        async def add(tx: Tx, file: FileRow) -> None:
            await service.add_photo(tx, actor, file.id)

        file = await receive(request, resources, actor.id, purpose=Purpose.PHOTO, and_then=add)
        return await _told(resources, file)

    @post(
        "/video",
        summary="Set the intro video",
        errors=OF_UPLOADS,
        status_code=201,
        operation_class=MultipartOperation,
    )
    async def video(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[FileOnly]:
        """Upload a video and make it the intro of one's profile."""

        async def use(tx: Tx, file: FileRow) -> None:
            await service.set_video(tx, actor, file.id)

        file = await receive(request, resources, actor.id, purpose=Purpose.VIDEO, and_then=use)
        return await _told(resources, file)


async def _told(resources: Resources, file: FileRow) -> Ok[FileOnly]:
    async with resources.db.transaction() as tx:
        return Ok(data=FileOnly((await describe(tx, resources.signer, [file.id]))[file.id]))
