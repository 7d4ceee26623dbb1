"""Structs of the feed: rows and answers."""

from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from mingle.features.people import Card

MAX_CARDS: Final = 50


class Viewer(msgspec.Struct):
    """Whose feed it is: a row of `candidates`, and what of their profile others are compared with."""

    account_id: UUID
    reach: float
    x: float | None
    y: float | None
    z: float | None
    changed_at: datetime
    born: date
    gender: int
    wants: int
    age_min: int
    age_max: int
    goals: int
    is_far: bool
    read_at: datetime
    """When, by PostgreSQL's clock; `seen_at`: their own last sign of life."""
    seen_at: datetime | None
    is_paused: bool
    latitude: float | None
    longitude: float | None
    max_distance_km: int | None
    interests: list[str]
    languages: list[str]
    hopes: list[str]
    city: str | None


class Feed(msgspec.Struct):
    """A row of `feeds`, without whose it is."""

    candidate_ids: list[UUID]
    scores: list[float]
    viewer_changed_at: datetime
    """`changed_at` of the viewer as they were then."""
    computed_at: datetime
    is_all: bool
    """Whether it is everybody who was there to be found."""

    @property
    def is_read(self) -> bool:
        """Whether it was ever computed, and is not only due."""
        return self.computed_at.year > 1970


class Candidate(msgspec.Struct):
    """Somebody who may be shown, and what ranks them."""

    account_id: UUID
    active_on: date
    joined_at: datetime
    received: int
    """How often they have been judged; `received_likes`: with yes."""
    received_likes: int
    given: int
    """How often they have judged; `given_likes`: with yes."""
    given_likes: int
    shows_last_seen: bool
    gender: int
    born: date
    is_boosted: bool


class Scored(msgspec.Struct):
    """Somebody of a feed who may still be shown."""

    account_id: UUID
    score: float
    active_on: date
    joined_at: datetime
    shows_last_seen: bool
    gender: int
    born: date


class Reason(msgspec.Struct):
    """Why somebody is shown: what both have in common, or what is true of them now."""

    kind: Literal["bothLike", "bothSpeak", "bothHope", "sameCity", "activeToday", "newHere"]
    values: list[str] = []
    """Ids of the catalogues, languages, or the name of the city."""


class FeedCard(msgspec.Struct, rename="camel"):
    """One of GET /discovery."""

    user: Card
    distance_km: int | None
    """As on the card: rounded up to a step, between the centres of two cells; null where it is hidden or unknown."""
    compatibility: int
    """0 to 100. Once a ranking has been learned: how well they suit what one has liked so far, in steps of 5; before:
    how much the two profiles have in common, as far as both show it."""
    reasons: list[Reason]
    shared_interests: list[str]


class FeedView(msgspec.Struct):
    """GET /discovery: the best next people, the best first."""

    items: list[FeedCard]


Filter = Literal["genders", "age", "distance", "goals"]


class Widened(msgspec.Struct, rename="camel"):
    """A wider choice, as PUT /user/me/preferences takes it; what is not named stays."""

    age_min: int | None = None
    age_max: int | None = None
    max_distance_km: int | None = None
    """Null beside `isAnywhere`: at any distance."""
    is_anywhere: bool = False
    goals: list[str] | None = None
    brings: int = 0
    """So many people at least: 5, 10, 20, 50, …"""


class Excluded(msgspec.Struct, rename="camel"):
    """What one of one's own choices keeps away."""

    filter: Filter
    excludes: int | None
    """So many people at least who would otherwise be in the feed: 5, 10, 20, 50, …; null: fewer than five, or none."""
    widened: Widened | None
    """The next wider choice that brings anybody worth telling of."""


class Wish(msgspec.Struct):
    """Whom somebody thinks of wanting to see, as `candidates` has it."""

    wants: int
    goals: int
    reach: float


class Counted(msgspec.Struct):
    """POST /discovery/count: how many people there would be."""

    people: int | None
    """So many at least: 5, 10, 20, 50, …; null: fewer than five, or none."""


Missing = Literal["age", "preferences", "location", "unpaused"]


class Why(msgspec.Struct):
    """GET /discovery/why: why there are no more people."""

    missing: list[Missing]
    """What one's own profile lacks so that others can be found for it."""
    filters: list[Excluded]
