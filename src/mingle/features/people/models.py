"""Structs of people: rows, requests and answers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from mingle.features.accounts import DisplayName, Gender
from mingle.features.media import FileView
from mingle.kernel.texts import LINE, LINES, NAME

MAX_PHOTOS: Final = 9

ShortLine = Annotated[str, msgspec.Meta(max_length=60, pattern=LINE)]
Handle = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=NAME)]
Network = Literal["instagram", "telegram", "whatsapp", "signal", "facebook", "tiktok", "snapchat", "bluesky", "website"]
Socials = dict[Network, Handle]


class Goal(StrEnum):
    """What somebody hopes to find."""

    RELATIONSHIP = "relationship"
    DATES = "dates"
    FRIENDS = "friends"
    CONVERSATION = "conversation"
    OPEN = "open"


Frequency = Literal["never", "sometimes", "often"]


class Basics(msgspec.Struct, rename="camel", omit_defaults=True):
    """Small facts, each optional and each hideable by its name."""

    height_cm: Annotated[int, msgspec.Meta(ge=100, le=250)] | None = None
    drinking: Frequency | None = None
    smoking: Frequency | None = None
    exercise: Frequency | None = None
    diet: Literal["everything", "flexitarian", "pescatarian", "vegetarian", "vegan", "halal", "kosher"] | None = None
    children: Literal["none", "have"] | None = None
    family_plans: Literal["want", "open", "do_not_want", "unsure"] | None = None
    pets: Literal["none", "dog", "cat", "other", "several"] | None = None
    religion: ShortLine | None = None
    politics: ShortLine | None = None
    job: ShortLine | None = None
    school: ShortLine | None = None


BASICS: Final = frozenset(field.encode_name for field in msgspec.structs.fields(Basics))
Hideable = Literal[
    "heightCm",
    "drinking",
    "smoking",
    "exercise",
    "diet",
    "children",
    "familyPlans",
    "pets",
    "religion",
    "politics",
    "job",
    "school",
    "pronouns",
    "gender",
    "languages",
    "city",
    "distance",
]
PromptAnswer = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=LINES)]


class Prompt(msgspec.Struct):
    """A question of the catalogue, answered."""

    prompt: str
    answer: PromptAnswer


class ProfileChange(msgspec.Struct, rename="camel"):
    """PUT /user/me, PATCH /users/{id}: what is left out stays as it is."""

    display_name: DisplayName | UnsetType = UNSET
    birthdate: date | UnsetType = UNSET
    gender: Gender | UnsetType = UNSET
    gender_description: Annotated[str, msgspec.Meta(max_length=50, pattern=LINE)] | UnsetType | None = UNSET
    pronouns: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] | UnsetType | None = UNSET
    bio: Annotated[str, msgspec.Meta(max_length=1000, pattern=LINES)] | UnsetType | None = UNSET
    prompts: Annotated[list[Prompt], msgspec.Meta(max_length=3)] | UnsetType = UNSET
    interests: Annotated[list[str], msgspec.Meta(max_length=12)] | UnsetType = UNSET
    languages: Annotated[list[str], msgspec.Meta(max_length=10)] | UnsetType = UNSET
    basics: Basics | UnsetType = UNSET
    hidden: Annotated[list[Hideable], msgspec.Meta(max_length=30)] | UnsetType = UNSET
    socials: Socials | UnsetType = UNSET
    video_id: UUID | UnsetType | None = UNSET
    voice_id: UUID | UnsetType | None = UNSET
    is_incognito: bool | UnsetType = UNSET
    is_paused: bool | UnsetType = UNSET
    shows_last_seen: bool | UnsetType = UNSET
    shows_reads: bool | UnsetType = UNSET


class PreferencesChange(msgspec.Struct, rename="camel"):
    """PUT /user/me/preferences: whom somebody wants to see."""

    genders: Annotated[list[Gender], msgspec.Meta(min_length=1, max_length=4)]
    age_min: Annotated[int, msgspec.Meta(ge=18, le=120)]
    age_max: Annotated[int, msgspec.Meta(ge=18, le=120)]
    max_distance_km: Annotated[int, msgspec.Meta(ge=1, le=20_000)] | None = None
    goals: Annotated[list[Goal], msgspec.Meta(max_length=5)] = []


class Preferences(msgspec.Struct, rename="camel"):
    """A row of `preferences`, without whose it is."""

    genders: list[Gender]
    age_min: int
    age_max: int
    max_distance_km: int | None
    goals: list[Goal]


class Position(msgspec.Struct):
    """PUT /user/me/location: degrees, WGS 84. Only the cell that it lies in is kept."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lng: Annotated[float, msgspec.Meta(ge=-180, le=180)]


class PlaceChoice(msgspec.Struct, rename="camel"):
    """PUT /user/me/city."""

    place_id: int


class PhotoOrder(msgspec.Struct, rename="camel"):
    """PATCH /user/me/photos: every photo that the profile has from now on, the main one first."""

    file_ids: Annotated[list[UUID], msgspec.Meta(max_length=MAX_PHOTOS)]


class Profile(msgspec.Struct):
    """A row of `profiles`, with what `accounts` holds of the person."""

    account_id: UUID
    username: str | None
    display_name: str
    birthdate: date | None
    gender: Gender | None
    created_at: datetime
    deletion_due_at: datetime | None
    is_demo: bool
    gender_description: str | None
    pronouns: str | None
    bio: str | None
    prompts: list[Prompt]
    interests: list[str]
    languages: list[str]
    basics: Basics
    hidden: list[str]
    socials: dict[str, str]
    city: str | None
    country_code: str | None
    latitude: float | None
    longitude: float | None
    located_at: datetime | None
    video_id: UUID | None
    voice_id: UUID | None
    is_incognito: bool
    paused_at: datetime | None
    shows_last_seen: bool
    shows_reads: bool
    portrait: str | None


class Verification(msgspec.Struct, rename="camel"):
    """How far the check of one's own photos is."""

    status: Literal["none", "asked", "waiting", "approved", "refused"]
    pose: str | None = None
    reason: str | None = None


class OwnRow(Profile):
    """Somebody's own profile, with all that belongs to it."""

    photo_ids: list[UUID]
    preferences: Preferences | None
    verification: Verification | None


class CardRow(Profile):
    """Somebody as another may see them."""

    photo_ids: list[UUID]
    is_verified: bool
    goals: list[Goal]
    gives_socials: bool
    viewer_latitude: float | None
    viewer_longitude: float | None


class City(msgspec.Struct, rename="camel"):
    """Where somebody is, as coarsely as it is shown."""

    name: str
    country_code: str


class Place(msgspec.Struct, rename="camel", frozen=True):
    """A city of the gazetteer (GeoNames)."""

    id: int
    name: str
    country_code: str
    latitude: float
    longitude: float
    population: int


class PlaceView(msgspec.Struct, rename="camel"):
    """A city to choose."""

    id: int
    name: str
    country_code: str


class CheckStatus(StrEnum):
    """How far the check of somebody's photos is."""

    ASKED = "asked"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class PhotoCheck(msgspec.Struct):
    """A row of `photo_checks`."""

    id: UUID
    account_id: UUID
    pose: str
    selfie_id: UUID | None
    status: CheckStatus
    photo_ids: list[UUID]
    reason: str | None
    created_at: datetime


class MissingPart(msgspec.Struct, rename="camel"):
    """Something that a profile could have."""

    part: str
    is_required: bool
    """Without it nobody sees the profile."""
    points: int


class Completeness(msgspec.Struct):
    """How much of a profile is there, and what to do next: the first of what is missing."""

    percent: int
    missing: list[MissingPart]


class OwnProfile(msgspec.Struct, rename="camel", kw_only=True, tag_field="view", tag="own"):
    """GET /user/me."""

    id: UUID
    username: str | None
    display_name: str
    birthdate: date | None
    age: int | None
    gender: Gender | None
    gender_description: str | None
    pronouns: str | None
    bio: str | None
    prompts: list[Prompt]
    interests: list[str]
    languages: list[str]
    basics: Basics
    hidden: list[str]
    socials: dict[str, str]
    city: City | None
    has_location: bool
    photos: list[FileView]
    video: FileView | None
    voice: FileView | None
    verification: Verification
    preferences: Preferences | None
    is_incognito: bool
    is_paused: bool
    shows_last_seen: bool
    shows_reads: bool
    """How far one has read chats; who does not show it is not shown it of others."""
    deletion_due_at: datetime | None
    completeness: Completeness
    is_visible: bool
    """Whether others can come upon the profile."""
    created_at: datetime


class Card(msgspec.Struct, rename="camel", kw_only=True, tag_field="view", tag="card"):
    """GET /users/{id}: somebody as others see them."""

    id: UUID
    username: str | None
    display_name: str
    age: int | None
    gender: Gender | None
    gender_description: str | None
    pronouns: str | None
    bio: str | None
    prompts: list[Prompt]
    interests: list[str]
    languages: list[str]
    basics: Basics
    goals: list[Goal]
    city: City | None
    distance_km: int | None
    """Rounded up to a step of a coarse scale, between the centres of two cells."""
    photos: list[FileView]
    portrait: str | None
    """A drawing instead of photos, for people who do not exist."""
    video: FileView | None
    voice: FileView | None
    is_verified: bool
    is_demo: bool
    """Made up, for somebody who tries Mingle out."""
    socials: dict[str, str]
    """Only what its owner gave to who asks."""


class Blocked(msgspec.Struct, rename="camel"):
    """Somebody whom one has blocked."""

    id: UUID
    display_name: str
    username: str | None
    blocked_at: datetime


class Selfie(msgspec.Struct, rename="camel"):
    """POST /user/me/verification/selfie."""

    file_id: UUID


class Decision(msgspec.Struct, rename="camel"):
    """POST /verifications/{id}/decision."""

    is_approved: bool
    reason: Annotated[str, msgspec.Meta(max_length=500, pattern=LINES)] | None = None


class UserTold(msgspec.Struct, rename="camel"):
    """`user:updated`: something of one's own profile has changed; fetch it."""

    user_id: UUID


class CheckToDecide(msgspec.Struct, rename="camel"):
    """A check in the moderators' queue."""

    id: UUID
    user_id: UUID
    display_name: str
    pose: str
    selfie: FileView | None
    photos: list[FileView]
    created_at: datetime


class ExportRow(msgspec.Struct):
    """A row of `exports`."""

    id: UUID
    account_id: UUID
    requested_at: datetime
    file_id: UUID | None
    expires_at: datetime


class Export(msgspec.Struct, rename="camel"):
    """A copy of everything that is kept of somebody."""

    id: UUID
    status: Literal["working", "ready"]
    requested_at: datetime
    expires_at: datetime
    file: FileView | None
    """Its link works for five minutes."""
