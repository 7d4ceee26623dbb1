"""How HTTP is spoken: the envelope, routes that declare their errors, strict bodies, conditional reads."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar, cast

import litestar
import msgspec
import psycopg
from litestar import MediaType, Request, Response
from litestar.datastructures import State
from litestar.dto import AbstractDTO
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.response.base import ASGIResponse
from litestar.typing import FieldDefinition

from mingle.kernel.conditional import ConditionalRead
from mingle.kernel.errors import (
    BY_STATUS,
    FieldError,
    InternalError,
    MethodNotAllowed,
    MingleError,
    NotFound,
    PayloadTooLarge,
    RateLimited,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
    ValidationFailed,
)
from mingle.kernel.log import get_logger
from mingle.kernel.validation import BODY, decode_json, find_errors, in_words

log = get_logger(__name__)
T = TypeVar("T")
Handler = Callable[..., Any]
AnyRequest = Request[Any, Any, State]

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Ok(msgspec.Struct, Generic[T], kw_only=True):
    """The envelope of every good answer."""

    success: Literal[True] = True
    data: T
    message: str | msgspec.UnsetType = msgspec.UNSET


class ErrorBody(msgspec.Struct):
    """What went wrong: a code for programs, a message for people, and the bad fields if there are any."""

    code: str
    message: str
    details: list[FieldError] | msgspec.UnsetType = msgspec.UNSET


class Failure(msgspec.Struct, kw_only=True):
    """The envelope of every bad answer."""

    success: Literal[False] = False
    error: ErrorBody


def failure_response(error: MingleError, headers: Mapping[str, str] = _NO_HEADERS) -> Response[Failure]:
    """The answer that tells a client of an error."""
    if error.retry_after_seconds is not None:
        headers = {**headers, "Retry-After": str(error.retry_after_seconds)}
    body = Failure(error=ErrorBody(error.code, error.message, error.details or msgspec.UNSET))
    return Response(body, status_code=error.status, headers=headers, media_type=MediaType.JSON)


def failure_answer(error: MingleError, headers: Mapping[str, str] = _NO_HEADERS) -> ASGIResponse:
    """The same, for what answers without the framework."""
    failure = failure_response(error, headers)
    body = msgspec.json.encode(failure.content)
    return ASGIResponse(body=body, status_code=error.status, headers=failure.headers, media_type=MediaType.JSON)


def get(
    path: str | list[str], *, errors: Sequence[type[MingleError]] = (), etag: bool = False, **options: Any
) -> Callable[[Handler], Any]:
    """A GET route; with `etag`, an unchanged answer is 304, without a body. `errors` stand in the documentation."""
    if etag:
        options["middleware"] = [*options.get("middleware", ()), ConditionalRead]
    return litestar.get(path, **_documented(path, errors, options))


def post(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A POST route; 200 unless it says otherwise. `errors` stand in the API's documentation."""
    options.setdefault("status_code", 200)
    return litestar.post(path, **_documented(path, [*errors, *_OF_BODIES], options))


def put(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A PUT route. `errors` stand in the API's documentation."""
    return litestar.put(path, **_documented(path, [*errors, *_OF_BODIES], options))


def patch(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A PATCH route. `errors` stand in the API's documentation."""
    return litestar.patch(path, **_documented(path, [*errors, *_OF_BODIES], options))


def delete(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A DELETE route; it answers 200 with an envelope. `errors` stand in the API's documentation."""
    options.setdefault("status_code", 200)
    return litestar.delete(path, **_documented(path, errors, options))


_OF_BODIES = (PayloadTooLarge, UnsupportedMedia)
_OF_EVERY_ROUTE = (ValidationFailed, InternalError, Unavailable)
# What happens before a route that is not for machines that watch: who is it, and is it too often?
_OF_ADMISSION = (Unauthenticated, RateLimited)


def _documented(path: str | list[str], errors: Sequence[type[MingleError]], options: dict[str, Any]) -> dict[str, Any]:
    """The route's options with what it may answer; what they say themselves of a status stands."""
    kinds = [*errors, *_OF_EVERY_ROUTE]
    if not is_unlimited(options.get("opt", {})):
        kinds += _OF_ADMISSION
    if "{" in path:
        kinds.append(NotFound)
    by_status: dict[int, list[type[MingleError]]] = defaultdict(list)
    for kind in dict.fromkeys(kinds):
        by_status[kind.status].append(kind)
    specs = {status: _response_spec(of_status) for status, of_status in by_status.items()}
    return {**options, "responses": {**specs, **options.get("responses", {})}}


def is_unlimited(opt: Mapping[str, Any]) -> bool:
    """Whether a route is open to machines that watch: neither limited, nor told who asks."""
    return bool(opt.get("unlimited"))


class _NamedExample(Example):
    """An example whose id is its key and nothing else: inside of it, OpenAPI knows no `id`."""

    @property
    def _exclude_fields(self) -> set[str]:
        return {"id"}


def _response_spec(kinds: list[type[MingleError]]) -> ResponseSpec:
    examples: list[Example] = [
        _NamedExample(
            id=kind.code,
            summary=kind.code,
            value=msgspec.to_builtins(Failure(error=ErrorBody(kind.code, kind.default_message()))),
        )
        for kind in kinds
    ]
    description = " ".join(f"`{kind.code}`: {kind.default_message()}" for kind in kinds)
    return ResponseSpec(Failure, generate_examples=False, description=description, examples=examples)


_JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)


class JsonBody(AbstractDTO[Any]):
    """Decodes a handler's `data` from JSON in one strict step: `"5"` is no number, and every bad field is named."""

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:
        """Nothing to prepare: the struct itself is the form."""

    @classmethod
    def create_openapi_schema(cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any) -> Any:
        """The struct's own schema."""
        del handler_id
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(cls, model_type: Any) -> Any:
        """None: no second form of the struct is made."""
        del model_type
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """Never: no second form of the struct is made."""
        del field_definition
        return False

    def decode_bytes(self, value: bytes) -> Any:
        """The body as what the handler asks for.

        Raises:
            UnsupportedMedia: it does not call itself JSON.
            ValidationFailed: names every bad field.
        """
        request = cast("AnyRequest", self.asgi_connection)
        # A page of another site can send a form, or text, without asking first; JSON it cannot.
        if value and not _JSON_TYPE.fullmatch(request.headers.get("content-type", "")):
            raise UnsupportedMedia
        return decode_json(value, _body_kind(request))


def _body_kind(request: AnyRequest) -> Any:
    field = request.route_handler.parsed_data_field
    return Any if field is None else field.annotation


def _on_mingle_error(_request: AnyRequest, error: MingleError) -> Response[Failure]:
    return failure_response(error)


def _on_validation(request: AnyRequest, error: ValidationException) -> Response[Failure]:
    """Litestar's own: bad path and query parameters, or a body that is missing altogether."""
    extra = cast("list[dict[str, str]]", error.extra) if isinstance(error.extra, list) else []
    details: list[FieldError] = []
    for item in extra:
        key = item.get("key", BODY)
        details += (
            find_errors({}, _body_kind(request))
            if key == "data"
            else [FieldError(_wire_name(request, key), in_words(item["message"]))]
        )
    return failure_response(ValidationFailed(details=details or [FieldError(BODY, "is required")]))


def _wire_name(request: AnyRequest, key: str) -> str:
    """What clients call a parameter, which may be a word that Python keeps for itself."""
    field = request.route_handler.parsed_fn_signature.parameters.get(key)
    name: str | None = getattr(field.kwarg_definition, "name", None) if field is not None else None
    return name or key


def _on_not_found(_request: AnyRequest, _error: NotFoundException) -> Response[Failure]:
    return failure_response(NotFound())


def _on_method_not_allowed(_request: AnyRequest, error: MethodNotAllowedException) -> Response[Failure]:
    return failure_response(MethodNotAllowed(), error.headers or {})


def _on_http_exception(_request: AnyRequest, error: HTTPException) -> Response[Failure]:
    kind = BY_STATUS.get(error.status_code)
    if kind is None:
        kind = InternalError if error.status_code >= 500 else ValidationFailed
    return failure_response(kind())


def _on_data_error(_request: AnyRequest, error: psycopg.DataError) -> Response[Failure]:
    log.warning("PostgreSQL refused a value that validation let through", kind=type(error).__name__)
    return failure_response(ValidationFailed("A value cannot be stored as it is."))


def _on_unforeseen(_request: AnyRequest, error: Exception) -> Response[Failure]:
    log.error("unforeseen error", exc_info=error)
    return failure_response(InternalError())


EXCEPTION_HANDLERS: dict[int | type[Exception], Callable[[Any, Any], Response[Failure]]] = {
    MingleError: _on_mingle_error,
    ValidationException: _on_validation,
    NotFoundException: _on_not_found,
    MethodNotAllowedException: _on_method_not_allowed,
    HTTPException: _on_http_exception,
    psycopg.DataError: _on_data_error,
    Exception: _on_unforeseen,
}
