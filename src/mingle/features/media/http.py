"""HTTP of media: uploading in one go, looking up and removing."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from mingle.features.media import policy, queries, service, views
from mingle.features.media.errors import (
    EmptyFile,
    FileInUse,
    FileNotAccepted,
    FileTooLarge,
    LengthRequired,
    NotMultipart,
    QuotaReached,
    WrongKind,
)
from mingle.features.media.forms import MultipartOperation, receive
from mingle.features.media.models import FileOnly
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.feature import SeesFile
from mingle.kernel.http import Ok, delete, get, post
from mingle.kernel.resources import Resources

AnyRequest = Request[Any, Any, State]
OF_USE = [FileNotAccepted, WrongKind]
OF_UPLOADS = [Unauthenticated, EmptyFile, FileTooLarge, LengthRequired, NotMultipart, QuotaReached, WrongKind]


class FileController(Controller):
    """Files: pictures, videos, voice, and whatever else people send each other."""

    path = "/api/files"
    tags = ("files",)

    @post("/upload", summary="Upload a file", errors=OF_UPLOADS, status_code=201, operation_class=MultipartOperation)
    async def upload(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[FileOnly]:
        """Upload a file in one go; larger ones over `/api/files/tus`, where they can be resumed.

        It is processed next: `file:updated` tells how it stands, and so does `GET /files/{id}`.
        """
        file = await receive(request, resources, actor.id)
        return Ok(data=FileOnly(views.view(resources.signer, file, [])))

    @get("/{file_id:uuid}", summary="A file", errors=[Unauthenticated, NotFound])
    async def show(
        self,
        request: AnyRequest,
        file_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[FileOnly]:
        """How a file stands, with links to what can be shown. The links are good for up to an hour."""
        rules: tuple[SeesFile, ...] = request.app.state.sees_file
        async with resources.db.read() as conn:
            file = await queries.find_file(conn, file_id)
            is_own = file is not None and file.owner_id == actor.id
            is_vouched = not is_own and file is not None and await _is_vouched(rules, conn, actor.id, file_id)
            file = policy.require_visible(file, actor.id, is_vouched=is_vouched)
            variants = await queries.list_variants(conn, [file_id])
        return Ok(data=FileOnly(views.view(resources.signer, file, variants)))

    @delete("/{file_id:uuid}", summary="Remove a file", errors=[Unauthenticated, NotFound, FileInUse])
    async def remove(
        self, file_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Take a file back that is not in use."""
        async with resources.db.transaction() as tx:
            keys = await service.remove(tx, actor.id, file_id)
        await resources.files.delete(keys)
        return Ok(data=None)


async def _is_vouched(rules: tuple[SeesFile, ...], conn: Conn, viewer_id: UUID, file_id: UUID) -> bool:
    for sees in rules:
        if await sees(conn, viewer_id, file_id):
            return True
    return False
