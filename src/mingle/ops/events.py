"""`/api/asyncapi.json`: the events of sockets as an AsyncAPI 3 document, made from their handlers and structs."""

import types
import typing
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from inspect import getdoc
from typing import Any, Final

import msgspec

from mingle import __version__
from mingle.kernel.errors import InternalError, MingleError, RateLimited, Unauthenticated, ValidationFailed
from mingle.kernel.feature import Told
from mingle.kernel.http import Failure
from mingle.ops.examples import example
from mingle.realtime.events import Route
from mingle.realtime.identity import ErrorBody, EventFailed, SignedIn
from mingle.realtime.presence import LastSeen, Status
from mingle.settings import Settings

OF_EVERY_EVENT: Final = (ValidationFailed, Unauthenticated, RateLimited, InternalError)
_WATCHERS = "those who watch this person (`presence:watch`)"
TELLS: Final = (
    Told("auth:success", SignedIn, "the socket", "It has said whose it is, or has renewed its token."),
    Told(
        "auth:failed",
        ErrorBody,
        "the socket",
        "Its token is worth nothing, or no longer.",
    ),
    Told("error", EventFailed, "the socket", "An event failed that wanted no acknowledgement."),
    Told("user:status", Status, _WATCHERS, "How they are seen has changed."),
    Told("user:last-seen", LastSeen, _WATCHERS, "They are gone, and do not hide when they were last there."),
)
"""What the server itself tells, whatever features are on."""

Document = dict[str, Any]


def asyncapi(settings: Settings, tells: Sequence[Told], hears: Mapping[str, Route]) -> Document:
    """The document of every event.

    Args:
        settings: name the site.
        tells: what clients are told, besides what the server itself tells.
        hears: what is done with events of clients, by name.
    """
    told = sorted((*TELLS, *tells), key=lambda one: one.name)
    answers = {name: _answer(route) for name, route in hears.items()}
    kinds = [*(one.payload for one in told), *(one.kind for one in hears.values()), *answers.values()]
    schemas = _Schemas([kind for kind in kinds if kind is not None])
    document: Document = {
        "asyncapi": "3.0.0",
        "info": {"title": f"{settings.name}: socket events", "version": __version__, "description": _ABOUT},
        "servers": {"here": {"host": settings.public_url.partition("://")[2], "protocol": "wss"}},
        "channels": {"socket": {"address": "/socket.io/", "messages": {}}},
        "operations": {},
        "components": {"messages": {}, "schemas": schemas.components},
    }
    for one in told:
        _add_told(document, one, schemas)
    for name, route in sorted(hears.items()):
        _add_heard(document, name, route, schemas, answers[name])
    return document


_ABOUT = (
    "Socket.IO 5 over Engine.IO 4. Connect with `auth: {token}`. An event is a name and one payload; one that is sent "
    "may ask for an acknowledgement, `{success: true, data}` or `{success: false, error: {code, message, details?}}`. "
    "An operation that the server `receive`s is an event that clients send; what it `send`s is told to them. "
    "Limits: `MINGLE_SOCKET_EVENTS_PER_SECOND` of a socket, 1.2 MB of a message."
)


class _Schemas:
    """The schemas of structs, each named once."""

    def __init__(self, kinds: Sequence[Any]) -> None:
        self._kinds = [*dict.fromkeys(kinds), Failure]
        made, components = msgspec.json.schema_components(self._kinds, ref_template="#/components/schemas/{name}")
        self._made = made
        self.components: dict[str, Any] = components

    def of(self, kind: Any) -> Document:
        return self._made[self._kinds.index(kind)]


def _add_told(document: Document, one: Told, schemas: _Schemas) -> None:
    message = {"name": one.name, "title": one.name, "summary": one.when, "payload": schemas.of(one.payload)}
    key = _add_message(document, f"told.{one.name}", message)
    document["operations"][key] = {
        "action": "send",
        "channel": {"$ref": "#/channels/socket"},
        "summary": one.when,
        "description": f"Heard by: {one.to}.",
        "messages": [{"$ref": f"#/channels/socket/messages/{key}"}],
    }


def _add_heard(document: Document, name: str, route: Route, schemas: _Schemas, answer: Any) -> None:
    summary = (getdoc(route.handler) or "").partition(": ")[2].strip()
    summary = summary[:1].upper() + summary[1:]
    asked = {"name": name, "title": name, "summary": summary, "payload": schemas.of(route.kind)}
    key = _add_message(document, f"asked.{name}", asked, is_asked=True)
    data: Document = {"type": "null"} if answer is None else schemas.of(answer)
    good: Document = {"type": "object", "properties": {"success": {"const": True}, "data": data}}
    payload = {"oneOf": [{**good, "required": ["success", "data"]}, schemas.of(Failure)]}
    answer_message = {"name": name, "title": f"{name}, answered", "payload": payload}
    answered = _add_message(document, f"answer.{name}", answer_message)
    errors = [one for one in dict.fromkeys((*route.errors, *OF_EVERY_EVENT)) if issubclass(one, MingleError)]
    document["operations"][key] = {
        "action": "receive",
        "channel": {"$ref": "#/channels/socket"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/socket/messages/{key}"}],
        "reply": {
            "channel": {"$ref": "#/channels/socket"},
            "messages": [{"$ref": f"#/channels/socket/messages/{answered}"}],
        },
        "x-errors": [{"code": one.code, "message": one.default_message()} for one in errors],
    }


def _add_message(document: Document, name: str, message: Document, *, is_asked: bool = False) -> str:
    key = name.replace(":", ".")
    shown = example(document, message["payload"], is_asked=is_asked)
    document["components"]["messages"][key] = {**message, "examples": [{"payload": shown}]}
    document["channels"]["socket"]["messages"][key] = {"$ref": f"#/components/messages/{key}"}
    return key


def _answer(route: Route) -> Any:
    """What a handler acknowledges with: its return type, once whatever it waits for is there."""
    kind = typing.get_type_hints(route.handler).get("return")
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not types.NoneType)
    if typing.get_origin(kind) in (Coroutine, Awaitable):
        kind = typing.get_args(kind)[-1]
    return None if kind is types.NoneType else kind
