"""What features fill a development database with."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from mingle.kernel.resources import Resources

SEED_PASSWORD: Final = "an evening among friends"  # noqa: S105  # known to everybody, for people who do not exist


class SeedPerson(msgspec.Struct, frozen=True):
    """Somebody who does not exist."""

    id: UUID
    username: str
    display_name: str
    birthdate: date
    gender: str
    city: str
    country_code: str
    latitude: float
    """In degrees, somewhere about the city."""
    longitude: float
    interests: tuple[str, ...]
    portrait: str
    """A drawing, as an SVG document."""
    created_at: datetime
    wants: tuple[str, ...]
    """The genders that they want to see."""
    age_min: int
    age_max: int
    max_distance_km: int | None
    goals: tuple[str, ...]
    days_away: int
    """For how many days they have not been there, when they are made."""
    bio: str | None = None
    is_demo: bool = False
    """Marked as made up everywhere, and without a password: nobody signs in as them."""


Seeder = Callable[["Resources", Sequence[SeedPerson]], Awaitable[None]]
"""Writes a feature's part of some people. It may run twice: those who are there already stay as they are."""
