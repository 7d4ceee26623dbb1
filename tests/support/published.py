"""What the published documentation says of each event, for whoever hears one in a test."""

from typing import Any

import msgspec

from mingle.app import FEATURES
from mingle.ops.events import TELLS

KINDS: dict[str, type] = {one.name: one.payload for one in (*TELLS, *(one for it in FEATURES for one in it.tells))}


def require_published(event: str, payload: Any) -> None:
    """See that an event carries what is published of it, and nothing else; those of tests' own features may."""
    kind = KINDS.get(event)
    if (
        event == "message:edited"
    ):  # it goes to all, so it says nothing of reactions; the struct is that of every message
        payload = {**payload, "message": {"reactions": [], **payload["message"]}}
    if kind is not None:
        msgspec.convert(payload, kind)
        known = {field.encode_name for field in msgspec.structs.fields(kind)}
        assert set(payload) <= known, f"{event} carries {set(payload) - known}, of which nothing is published"
