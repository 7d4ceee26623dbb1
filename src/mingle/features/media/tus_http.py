"""Uploads that may be resumed: tus 1.0.0 (https://tus.io/protocols/resumable-upload).

Of its extensions: creation, creation-with-upload, expiration and termination.
HEAD reaches these routes as GET, since the request layer turns it into that.
"""

import binascii
from base64 import b64decode
from collections.abc import AsyncGenerator
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from mingle.features.media import flows, policy, service
from mingle.features.media.errors import (
    EmptyFile,
    FileTooLarge,
    NotAChunk,
    OffsetMismatch,
    PreconditionFailed,
    QuotaReached,
    UploadExpired,
    WrongKind,
)
from mingle.features.media.forms import body_of
from mingle.features.media.models import Draft, Purpose, Upload
from mingle.kernel.actor import Actor
from mingle.kernel.errors import FieldError, Unauthenticated, ValidationFailed
from mingle.kernel.http import delete, get, patch, post
from mingle.kernel.resources import Resources

AnyRequest = Request[Any, Any, State]

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination"
CHUNK_TYPE = "application/offset+octet-stream"
METADATA_MAX_LENGTH = 4096
EXPOSED = [
    "Location", "Mingle-File-Id", "Tus-Extension", "Tus-Max-Size", "Tus-Resumable", "Tus-Version", "Upload-Expires",
    "Upload-Length", "Upload-Offset",
]  # fmt: skip
"""What pages of other origins may read of the answers."""

_OF_CHUNKS = [EmptyFile, FileTooLarge, NotAChunk, PreconditionFailed, QuotaReached, WrongKind]


class TusHeaders:
    """Says in every answer, errors included, which version of tus is spoken here; to OPTIONS also what else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add it on the way out."""
        added = {"tus-resumable": VERSION, "tus-version": VERSION}
        if scope.get("method") == "OPTIONS":
            resources: Resources = scope["litestar_app"].state.resources
            most = policy.most_bytes(Purpose.ATTACHMENT, policy.limits(resources.settings))
            added |= {"tus-extension": EXTENSIONS, "tus-max-size": str(most)}

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(name.encode(), value.encode()) for name, value in added.items()]
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self.app(scope, receive, send_with_version)


class TusController(Controller):
    """Uploads that go on where they broke off."""

    path = "/api/files/tus"
    tags = ("files",)
    middleware = (TusHeaders,)

    @post("/", summary="Begin an upload", errors=[Unauthenticated, *_OF_CHUNKS], status_code=201)
    async def create(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Response[None]:
        """Begin an upload, with as much of the file as comes along. `Location` is where it goes on.

        `Upload-Length` says how long it will be, `Upload-Metadata` may hold `filename`, `filetype`, `purpose`, `kind`.
        """
        _require_version(request)
        await resources.limits.hit(policy.UPLOAD_LIMIT, str(actor.id))
        length, draft = _number(request, "Upload-Length"), _draft(request)
        has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
        if has_body:
            _require_chunk(request)
        chunks = body_of(request) if has_body else _nothing()
        upload = await flows.begin(resources, actor.id, draft, length, chunks)
        return _answer(upload, 201, {"Location": f"/api/files/tus/{upload.id}"})

    @get("/{upload_id:uuid}", summary="How far an upload is", errors=[Unauthenticated, UploadExpired], status_code=204)
    async def head(
        self, upload_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Response[None]:
        """Where the next byte belongs. Clients ask with HEAD."""
        upload = await flows.find(resources, actor.id, upload_id)
        return _answer(upload, 204, {"Upload-Length": str(upload.length), "Cache-Control": "no-store"})

    @patch(
        "/{upload_id:uuid}",
        summary="Go on with an upload",
        errors=[Unauthenticated, OffsetMismatch, UploadExpired, *_OF_CHUNKS],
        status_code=204,
    )
    async def append(
        self,
        request: AnyRequest,
        upload_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Response[None]:
        """Send the bytes from `Upload-Offset` on. With the last one the answer carries `Mingle-File-Id`."""
        _require_version(request)
        _require_chunk(request)
        offset = _number(request, "Upload-Offset")
        upload = await flows.resume(resources, actor.id, upload_id, offset, body_of(request))
        return _answer(upload, 204, {})

    @delete("/{upload_id:uuid}", summary="Give an upload up", errors=[Unauthenticated], status_code=204)
    async def terminate(
        self, upload_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Response[None]:
        """End an upload, and have what has come of it removed. One that is whole is a file by now, and stays."""
        async with resources.db.transaction() as tx:
            keys = await service.give_up(tx, actor.id, upload_id)
        await resources.files.delete(keys)
        return Response(None, status_code=204)


def _answer(upload: Upload, status_code: int, headers: dict[str, str]) -> Response[None]:
    headers = {"Upload-Offset": str(upload.received), **headers}
    if upload.is_whole:
        headers["Mingle-File-Id"] = str(upload.id)
    else:
        headers["Upload-Expires"] = format_datetime(upload.expires_at.replace(microsecond=0), usegmt=True)
    return Response(None, status_code=status_code, headers=headers)


def _require_version(request: AnyRequest) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        raise PreconditionFailed


def _require_chunk(request: AnyRequest) -> None:
    if request.headers.get("content-type") != CHUNK_TYPE:
        raise NotAChunk


def _number(request: AnyRequest, name: str) -> int:
    said = request.headers.get(name, "")
    if not (said.isascii() and said.isdigit() and len(said) <= 15):
        raise ValidationFailed(details=[FieldError(name, "must be a number of bytes")])
    return int(said)


def _draft(request: AnyRequest) -> Draft:
    """What the metadata says: pairs of a key and a value in base64, separated by commas."""
    said = request.headers.get("upload-metadata", "")
    values: dict[str, str] = {}
    try:
        if len(said) > METADATA_MAX_LENGTH:
            raise ValueError
        for pair in said.split(",") if said.strip() else ():
            key, _, value = pair.strip().partition(" ")
            values[key] = b64decode(value, validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise ValidationFailed(details=[FieldError("Upload-Metadata", "is not as tus writes it")]) from error
    return policy.make_draft(
        purpose=values.get("purpose", ""),
        kind=values.get("kind", ""),
        name=values.get("filename", ""),
        mime=values.get("filetype", ""),
    )


async def _nothing() -> AsyncGenerator[bytes]:
    for _ in ():
        yield b""
