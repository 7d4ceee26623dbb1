"""How HTTP is spoken: the envelope, routes that declare their errors, strict bodies, conditional reads."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Generic, Literal, TypeVar

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
    SerializationException,
    ValidationException,
)
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.types import ExceptionHandlersMap
from litestar.typing import FieldDefinition

from mingle.kernel.conditional import ConditionalRead
from mingle.kernel.errors import (
    BY_STATUS,
    FieldError,
    InternalError,
    MethodNotAllowed,
    MingleError,
    NotFound,
    RateLimited,
    Unavailable,
    ValidationFailed,
)
from mingle.kernel.log import get_logger
from mingle.kernel.validation import BODY, decode_json, find_errors

log = get_logger(__name__)
T = TypeVar("T")
Handler = Callable[..., Any]


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


def failure_response(error: MingleError) -> Response[Failure]:
    """The answer that tells a client of an error."""
    headers = {} if error.retry_after_seconds is None else {"Retry-After": str(error.retry_after_seconds)}
    body = Failure(error=ErrorBody(error.code, error.message, error.details or msgspec.UNSET))
    return Response(body, status_code=error.status, headers=headers, media_type=MediaType.JSON)


def get(
    path: str, *, errors: Sequence[type[MingleError]] = (), etag: bool = False, **options: Any
) -> Callable[[Handler], Any]:
    """A GET route. `errors` stand in the API's documentation; with `etag`, an unchanged answer is 304 without a body."""
    if etag:
        options["middleware"] = [*options.get("middleware", ()), ConditionalRead]
    return litestar.get(path, responses=_documented(errors), **options)


def post(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A POST route; 200 unless it says otherwise. `errors` stand in the API's documentation."""
    options.setdefault("status_code", 200)
    return litestar.post(path, responses=_documented(errors), **options)


def put(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A PUT route. `errors` stand in the API's documentation."""
    return litestar.put(path, responses=_documented(errors), **options)


def patch(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A PATCH route. `errors` stand in the API's documentation."""
    return litestar.patch(path, responses=_documented(errors), **options)


def delete(path: str, *, errors: Sequence[type[MingleError]] = (), **options: Any) -> Callable[[Handler], Any]:
    """A DELETE route; it answers 200 with an envelope. `errors` stand in the API's documentation."""
    options.setdefault("status_code", 200)
    return litestar.delete(path, responses=_documented(errors), **options)


def _documented(errors: Sequence[type[MingleError]]) -> dict[int, ResponseSpec]:
    by_status: dict[int, list[type[MingleError]]] = defaultdict(list)
    for error in (ValidationFailed, *errors, RateLimited, InternalError, Unavailable):
        if error not in by_status[error.status]:
            by_status[error.status].append(error)
    return {status: _response_spec(kinds) for status, kinds in by_status.items()}


def _response_spec(kinds: list[type[MingleError]]) -> ResponseSpec:
    examples = [
        Example(
            id=kind.code,
            summary=kind.code,
            value=msgspec.to_builtins(Failure(error=ErrorBody(kind.code, kind.default_message()))),
        )
        for kind in kinds
    ]
    description = " ".join(f"`{kind.code}`: {kind.default_message()}" for kind in kinds)
    return ResponseSpec(Failure, generate_examples=False, description=description, examples=examples)


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
            ValidationFailed: names every bad field.
        """
        return decode_json(value, _body_kind(self.asgi_connection.route_handler))


def _body_kind(route_handler: Any) -> Any:
    field: FieldDefinition | None = route_handler.parsed_data_field
    return Any if field is None else field.annotation


def _on_mingle_error(_request: Request[Any, Any, State], error: MingleError) -> Response[Failure]:
    return failure_response(error)


def _on_validation(request: Request[Any, Any, State], error: ValidationException) -> Response[Failure]:
    """Litestar's own: bad path and query parameters, or a body that is missing altogether."""
    details: list[FieldError] = []
    extra = error.extra if isinstance(error.extra, list) else []
    for item in extra:
        if item.get("key") == "data":
            details += find_errors({}, _body_kind(request.route_handler))
        else:
            details.append(FieldError(item.get("key", BODY), _parameter_message(item["message"])))
    return failure_response(ValidationFailed(details=details or [FieldError(BODY, "is not valid")]))


def _parameter_message(message: str) -> str:
    return "is required" if message.startswith(("Missing", "Object missing")) else message[:1].lower() + message[1:]


def _on_http_exception(_request: Request[Any, Any, State], error: HTTPException) -> Response[Failure]:
    kind = BY_STATUS.get(error.status_code)
    if kind is None:
        kind = InternalError if error.status_code >= 500 else ValidationFailed
    return failure_response(kind())


def _on_data_error(_request: Request[Any, Any, State], error: psycopg.DataError) -> Response[Failure]:
    log.warning("PostgreSQL refused a value that validation let through", error=str(error))
    return failure_response(ValidationFailed("A value cannot be stored as it is."))


def _on_unforeseen(_request: Request[Any, Any, State], error: Exception) -> Response[Failure]:
    log.error("unforeseen error", exc_info=error)
    return failure_response(InternalError())


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    MingleError: _on_mingle_error,
    ValidationException: _on_validation,
    SerializationException: lambda _request, _error: failure_response(ValidationFailed()),
    NotFoundException: lambda _request, _error: failure_response(NotFound()),
    MethodNotAllowedException: lambda _request, _error: failure_response(MethodNotAllowed()),
    HTTPException: _on_http_exception,
    psycopg.DataError: _on_data_error,
    Exception: _on_unforeseen,
}
