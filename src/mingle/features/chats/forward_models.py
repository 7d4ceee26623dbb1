"""Structs of forwards."""

from uuid import UUID

import msgspec


class Author(msgspec.Struct, rename="camel"):
    """Who wrote first what has been forwarded; null where their account is gone."""

    id: UUID | None
    display_name: str | None


class Forward(msgspec.Struct):
    """What of a message goes on with a forward."""

    of_id: UUID
    author: Author
    content: str
    hashtags: list[str]
    file_ids: list[UUID]
