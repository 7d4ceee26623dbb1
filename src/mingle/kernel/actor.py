"""Who is acting: what services and policies are told about the caller."""

from enum import StrEnum
from uuid import UUID

import msgspec


class ActorKind(StrEnum):
    """What stands behind an account."""

    USER = "user"
    BOT = "bot"
    SYSTEM = "system"


class Role(StrEnum):
    """What an account may do beyond its own affairs, in rising order."""

    USER = "user"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Actor(msgspec.Struct, frozen=True):
    """The account that acts."""

    id: UUID
    kind: ActorKind = ActorKind.USER
    role: Role = Role.USER
    session_id: UUID | None = None
    """The signed-in device that it acts through; none for bots and the system."""
