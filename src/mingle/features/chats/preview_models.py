"""Structs of link previews."""

from uuid import UUID

import msgspec

from mingle.features.media import Picture


class LinkPreview(msgspec.Struct):
    """What is at the other end of the first link of a message, as its page says itself."""

    url: str
    title: str
    description: str | None
    site: str | None
    """What the site is called."""
    picture: Picture | None


class PreviewRow(msgspec.Struct):
    """A preview beside its message; `file_id` is its picture."""

    url: str
    title: str
    description: str | None
    site: str | None
    file_id: UUID | None


class Page(msgspec.Struct, frozen=True):
    """What a page says of itself."""

    title: str
    description: str | None
    site: str | None
    image: str | None
    """The address of a picture."""
