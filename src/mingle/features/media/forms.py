"""Files that come in forms (multipart/form-data, RFC 7578), read as they come and never held whole."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from mingle.features.media import metrics, policy, service
from mingle.features.media.errors import FileTooLarge, LengthRequired, NotMultipart
from mingle.features.media.flows import AndThen, Broken, WholeFile
from mingle.features.media.models import Draft, FileRow, Purpose
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.resources import Resources
from mingle.kernel.validation import BODY

AnyRequest = Request[Any, Any, State]

FORM_BYTES = 64 * 1024
"""So much may stand around the file itself."""
FIELD_BYTES = 100
FIELDS = 8


async def receive(
    request: AnyRequest,
    resources: Resources,
    owner_id: UUID,
    *,
    purpose: Purpose | None = None,
    and_then: AndThen | None = None,
) -> FileRow:
    """Take the `file` of a form: store it, and have it processed.

    Args:
        request: the form, whose body nobody has read yet.
        resources: the server's.
        owner_id: who sends it.
        purpose: what it is for; by default what the form's field `purpose` says.
        and_then: does something with the file in the transaction in which it comes to be.

    Raises:
        NotMultipart, LengthRequired, ValidationFailed: it is no form, or a bad one.
        EmptyFile, FileTooLarge, WrongKind, QuotaReached: the file is not taken.
        RateLimited: the person uploads too often.
    """
    await resources.limits.hit(policy.UPLOAD_LIMIT, str(owner_id))
    kind, options = request.content_type
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise NotMultipart
    most = policy.most_bytes(purpose or Purpose.ATTACHMENT, policy.limits(resources.settings))
    length = _length(request)
    if length > most + FORM_BYTES:
        raise FileTooLarge(most)
    async with resources.db.read() as conn:
        await service.require_quota(conn, owner_id, max(1, length - FORM_BYTES), resources.settings)
    file = WholeFile(resources, owner_id, most)
    try:
        form = await _read(request, options["boundary"], file)
        return await file.accept(form.draft(purpose), and_then)
    except BaseException:
        await file.discard()
        raise


async def body_of(request: AnyRequest) -> AsyncGenerator[bytes]:
    """What a client sends, as it comes.

    Raises:
        Broken: it is gone before the end.
    """
    while True:
        event = await request.receive()
        if event["type"] != "http.request":
            raise Broken
        if event["body"]:
            metrics.UPLOADED_BYTES.inc(len(event["body"]))
            yield event["body"]
        if not event.get("more_body", False):
            return


@dataclass
class _Form:
    file: MultipartSegment | None = None
    fields: dict[str, str] = field(default_factory=dict[str, str])

    def begin(self, segment: MultipartSegment) -> None:
        """Note that a field begins."""
        if segment.name == "file":
            if self.file is not None:
                raise ValidationFailed(details=[FieldError("file", "comes twice: send one form for each file")])
            self.file = segment
        elif segment.name in ("purpose", "kind"):
            self.fields[segment.name] = ""
        else:
            raise ValidationFailed(details=[FieldError((segment.name or "")[:FIELD_BYTES], "is not known here")])

    def add(self, name: str, data: bytes) -> None:
        """Note some of what a field holds."""
        self.fields[name] += data.decode("utf-8", "replace")
        if len(self.fields[name]) > FIELD_BYTES:
            raise ValidationFailed(details=[FieldError(name, f"must have at most {FIELD_BYTES} characters")])

    def draft(self, purpose: Purpose | None) -> Draft:
        """What the form says of its file."""
        if self.file is None:
            raise ValidationFailed(details=[FieldError("file", "is required")])
        return policy.make_draft(
            purpose=purpose or self.fields.get("purpose", ""),
            kind=self.fields.get("kind", ""),
            name=self.file.filename or "",
            mime=self.file.content_type or "",
        )


async def _read(request: AnyRequest, boundary: str, file: WholeFile) -> _Form:
    form = _Form()
    name = ""
    try:
        with PushMultipartParser(boundary, max_segment_count=FIELDS) as parser:
            async for chunk in body_of(request):
                for event in parser.parse(chunk):
                    if isinstance(event, MultipartSegment):
                        form.begin(event)
                        name = event.name or ""
                    elif event and name == "file":
                        await file.write(event)
                    elif event:
                        form.add(name, bytes(event))
    except (MultipartError, Broken) as error:
        raise ValidationFailed(details=[FieldError(BODY, "is not a whole form")]) from error
    return form


def _length(request: AnyRequest) -> int:
    """How long the body is; uvicorn lets no more of it through."""
    said = request.headers.get("content-length", "")
    if not said.isascii() or not said.isdigit():
        raise LengthRequired
    return int(said)


@dataclass
class MultipartOperation(Operation):
    """What OpenAPI is told of a route that takes a form with a file, and reads it by itself."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING, max_length=FIELD_BYTES)
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        form = Schema(
            type=OpenAPIType.OBJECT,
            properties={
                "file": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY),
                "purpose": text,
                "kind": text,
            },
            required=["file"],
        )
        self.request_body = RequestBody({"multipart/form-data": OpenAPIMediaType(form)}, required=True)
