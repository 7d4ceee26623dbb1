"""Examples for the published documentation, made from the schemas themselves: there is one for every shape."""

import re
from collections.abc import Iterator
from typing import Any, Final, cast

Schema = dict[str, Any]

ID: Final = "0198c5e1-7d3a-7c54-9b1e-2f6a8d4c3b21"
OPAQUE: Final = "q3V0Zk1hN2x5c1RwOWRFd0xIYjZ1S2pSZzJuWG9JYzQ"
_BY_NAME: Final[dict[str, Any]] = {
    "ageMax": 45,
    "ageMin": 25,
    "birthdate": "1990-04-01",
    "capacity": 100,
    "clientId": "c1",
    "code": "123456",
    "content": "Hello!",
    "description": "Sundays, whatever the weather.",
    "deviceId": "phone",
    "displayName": "Ada",
    "email": "ada@example.org",
    "emoji": "❤️",
    "heightCm": 172,
    "lat": 38.72,
    "lng": -9.14,
    "login": "ada",
    "messageLifetime": 86_400,
    "name": "Ada",
    "percent": 87,
    "phone": "+4915112345678",
    "placeId": 2267057,
    "rounds": 5,
    "text": "Shall we stay a little longer?",
    "title": "Friday evening",
    "username": "ada",
}
_BY_ENDING: Final[dict[str, Any]] = {
    "credential": OPAQUE,
    "password": "green door at eight o'clock",
    "seconds": 300,
    "state": OPAQUE,
    "token": OPAQUE,
    "url": "https://example.org/",
}
_BY_FORMAT: Final = {"uuid": ID, "date-time": "2026-05-15T19:30:00Z", "date": "2026-05-15"}
_TEXTS: Final = ("ada", "Hello!", "123456", OPAQUE)
WORTH_SHOWING: Final = ("content",)
"""What clients may leave out, and hardly ever do."""


def add_to_bodies(document: Schema) -> Schema:
    """An OpenAPI document with an example for every JSON body that a route takes."""
    for operations in document["paths"].values():
        for operation in operations.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None and "example" not in body:
                body["example"] = example(document, body["schema"], is_asked=True)
    return document


def example(document: Schema, schema: Schema, *, is_asked: bool = False) -> Any:
    """A value that a JSON schema allows.

    Args:
        document: where its references lead.
        schema: of the value.
        is_asked: clients send it, so what may be left out of it is, unless that is all of it.
    """
    return _Maker(document, is_asked=is_asked).make(schema, "", ())


class _Maker:
    def __init__(self, document: Schema, *, is_asked: bool) -> None:
        self._document = document
        self._is_asked = is_asked

    def make(self, schema: Schema, name: str, inside: tuple[str, ...]) -> Any:
        """A value for a property of this name, inside of these references."""
        if "$ref" in schema:
            return self.make(self._resolve(schema["$ref"]), name, (*inside, schema["$ref"]))
        choices: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
        if choices:
            return self.make(self._choose(choices, inside), name, inside)
        if "const" in schema or "enum" in schema:
            return schema["const"] if "const" in schema else schema["enum"][0]
        kind = schema.get("type")
        if kind == "object":
            return self._object(schema, inside)
        return self._array(schema, name, inside) if kind == "array" else _plain(schema, name)

    def _resolve(self, reference: str) -> Schema:
        found: Any = self._document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return found

    def _choose(self, choices: list[Schema], inside: tuple[str, ...]) -> Schema:
        """The first that says something, and does not lead round in a circle."""
        good = [one for one in choices if one.get("type") != "null" and one.get("$ref") not in inside]
        return (good or [one for one in choices if one.get("type") == "null"])[0]

    def _object(self, schema: Schema, inside: tuple[str, ...]) -> Schema:
        properties: dict[str, Schema] = schema.get("properties", {})
        required: list[str] = schema.get("required", [])
        names = list(properties)
        if self._is_asked and required:
            names = [one for one in names if one in required or one in WORTH_SHOWING]
        made = {name: self.make(properties[name], name, inside) for name in names}
        others = schema.get("additionalProperties")
        if isinstance(others, dict) and not properties:
            kind = cast("Schema", others)
            made["website" if kind.get("type") == "string" else ID] = self.make(kind, "username", inside)
        return made

    def _array(self, schema: Schema, name: str, inside: tuple[str, ...]) -> list[Any]:
        if "prefixItems" in schema:
            return [self.make(one, name, inside) for one in schema["prefixItems"]]
        items: Schema = schema.get("items") or {}
        if not items or items.get("$ref") in inside:
            return []
        return [self.make(items, name, inside) for _ in range(max(1, schema.get("minItems", 1)))]


def _plain(schema: Schema, name: str) -> Any:
    kind: str | None = schema.get("type")
    if kind == "string":
        return next(one for one in _texts(schema, name) if isinstance(one, str) and _is_allowed(schema, one))
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        least, most = schema.get("minimum", 0), schema.get("maximum", 1e15)
        wished = [one for one in _wished(name) if isinstance(one, int | float) and least <= one <= most]
        number = (*wished, min(max(least, 1), most))[0]
        return int(number) if kind == "integer" else number
    return None if kind == "null" else {}


def _texts(schema: Schema, name: str) -> Iterator[Any]:
    yield from _wished(name)
    if "format" in schema:
        yield _BY_FORMAT.get(schema["format"])
    yield from _TEXTS


def _wished(name: str) -> Iterator[Any]:
    if name in _BY_NAME:
        yield _BY_NAME[name]
    # Of a time without a rule, msgspec's schema says no more than that it is a text.
    if name == "at" or name.endswith(("At", "Until")):
        yield _BY_FORMAT["date-time"]
    yield from (value for ending, value in _BY_ENDING.items() if name.lower().endswith(ending))


def _is_allowed(schema: Schema, text: str) -> bool:
    if schema.get("format") in _BY_FORMAT and text != _BY_FORMAT[schema["format"]] and schema["format"] != "date":
        return False
    is_long_enough = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
    return is_long_enough and re.search(schema.get("pattern", ""), text) is not None
