"""What a profile may say, what others need to see of it, and how complete it is."""

import re
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from mingle.features.people import cells
from mingle.features.people.catalogue import INTERESTS, LANGUAGES, PROMPT_IDS
from mingle.features.people.errors import BirthdateSettled, MovedTooFast, NotYourself
from mingle.features.people.models import (
    Completeness,
    MissingPart,
    Preferences,
    PreferencesChange,
    Profile,
    ProfileChange,
)
from mingle.kernel import clock
from mingle.kernel.actor import Actor, Role
from mingle.kernel.errors import FieldError, Forbidden, NotFound, ValidationFailed
from mingle.kernel.ratelimit import RateLimit

LOCATION_LIMIT = RateLimit("location", "20/day", counts="shared", fails="closed")
"""Whoever asks about others from many places learns more than one who lives somewhere."""
SEARCH_LIMIT = RateLimit("people_search", "30/minute", counts="shared", fails="open")
CHECK_LIMIT = RateLimit("photo_check", "10/day", counts="shared", fails="open")
PLACES_LIMIT = RateLimit("places", "120/minute", counts="local", fails="open")
CORRECTABLE_FOR: Final = timedelta(days=7)
GRACE: Final = timedelta(days=30)
EXPORT_KEPT: Final = timedelta(days=7)
EXPORT_EVERY: Final = timedelta(days=1)
POSES: Final = (
    "thumb_up",
    "hand_on_head",
    "peace_sign",
    "touch_left_ear",
    "touch_right_ear",
    "hand_on_chin",
    "three_fingers",
    "look_left",
    "look_right",
    "hand_over_one_eye",
)
_TAG: Final = re.compile(r"<\s*[a-zA-Z/!?]")
_POINTS: Final = {
    "photo": 20,
    "preferences": 10,
    "age": 5,
    "morePhotos": 10,
    "bio": 10,
    "prompts": 15,
    "interests": 10,
    "city": 5,
    "basics": 5,
    "video": 5,
    "voice": 5,
}
ENOUGH_PHOTOS: Final = 3
SHORTEST_BEGINNING: Final = 2
ENOUGH_INTERESTS: Final = 3
ENOUGH_BASICS: Final = 3


def require_sound(change: ProfileChange) -> None:
    """See that what a profile is to say can stand there.

    Raises:
        ValidationFailed: names every field that cannot.
    """
    wrong: list[FieldError] = []
    texts = {"genderDescription": change.gender_description, "pronouns": change.pronouns, "bio": change.bio}
    if change.prompts is not msgspec.UNSET:
        texts |= {f"prompts.{index}.answer": prompt.answer for index, prompt in enumerate(change.prompts)}
        wrong += _unknown("prompts", [one.prompt for one in change.prompts], PROMPT_IDS, ".prompt")
    if change.basics is not msgspec.UNSET:
        basics = {f"basics.{key}": text for key, text in msgspec.to_builtins(change.basics).items()}
        texts |= {key: text for key, text in basics.items() if isinstance(text, str)}
    wrong += [
        FieldError(field, "has HTML in it: write plain text")
        for field, text in texts.items()
        if isinstance(text, str) and _TAG.search(text)
    ]
    if change.interests is not msgspec.UNSET:
        wrong += _unknown("interests", change.interests, INTERESTS)
    if change.languages is not msgspec.UNSET:
        wrong += _unknown("languages", change.languages, LANGUAGES)
    if wrong:
        raise ValidationFailed(details=wrong)


def _unknown(field: str, given: Sequence[str], known: Collection[str], suffix: str = "") -> list[FieldError]:
    """What is not in a catalogue, or stands there twice."""
    wrong = [
        FieldError(f"{field}.{index}{suffix}", "is not in the catalogue")
        for index, one in enumerate(given)
        if one not in known
    ]
    return wrong or ([FieldError(field, "names something twice")] if len(set(given)) < len(given) else [])


def require_correctable(profile: Profile) -> None:
    """Refuse another birthdate once others may rely on it.

    Raises:
        BirthdateSettled: the account is older than a week, and has one.
    """
    if profile.birthdate is not None and clock.now() - profile.created_at > CORRECTABLE_FOR:
        raise BirthdateSettled


def require_sound_preferences(wanted: PreferencesChange) -> None:
    """See that somebody can be found at all.

    Raises:
        ValidationFailed: names the field.
    """
    wrong: list[FieldError] = []
    if wanted.age_max < wanted.age_min:
        wrong.append(FieldError("ageMax", "must be at least ageMin"))
    for field, given in (("genders", wanted.genders), ("goals", wanted.goals)):
        if len(set(given)) < len(given):
            wrong.append(FieldError(field, "names something twice"))
    if wrong:
        raise ValidationFailed(details=wrong)


def require_possible_move(profile: Profile, point: tuple[float, float]) -> None:
    """Refuse to be somewhere else sooner than anybody can travel.

    Raises:
        MovedTooFast: by more than an airliner.
    """
    if profile.latitude is None or profile.longitude is None or profile.located_at is None:
        return
    before = (profile.latitude, profile.longitude)
    if cells.is_too_fast(before, point, clock.now() - profile.located_at):
        raise MovedTooFast


def require_distinct(file_ids: Sequence[UUID]) -> None:
    """Refuse a photo that stands there twice.

    Raises:
        ValidationFailed: names `fileIds`.
    """
    if len(set(file_ids)) < len(file_ids):
        raise ValidationFailed(details=[FieldError("fileIds", "names a photo twice")])


def require_beginning(text: str) -> None:
    """Refuse to search for what nearly everything begins with.

    Raises:
        ValidationFailed: names `q`.
    """
    if len(text.strip()) < SHORTEST_BEGINNING:
        raise ValidationFailed(details=[FieldError("q", f"must have at least {SHORTEST_BEGINNING} characters")])


def require_other(actor: Actor, account_id: UUID) -> None:
    """Refuse what one cannot do to oneself.

    Raises:
        NotYourself: it is the actor.
    """
    if actor.id == account_id:
        raise NotYourself


def require_self(actor: Actor, account_id: UUID) -> None:
    """Refuse to change anybody else.

    Raises:
        NotFound: it is not the actor.
    """
    if actor.id != account_id:
        raise NotFound


def require_moderator(actor: Actor) -> None:
    """Refuse everybody but moderators and admins.

    Raises:
        Forbidden: the actor is neither, or has not shown a second factor.
    """
    if actor.role is Role.USER:
        raise Forbidden


def missing_requirements(
    requires: Collection[str], profile: Profile, preferences: Preferences | None, *, has_photo: bool
) -> set[str]:
    """Of what the operator asks for, what a profile does not have."""
    there = {
        "photo": has_photo or profile.portrait is not None,
        "age": profile.birthdate is not None,
        "preferences": preferences is not None,
    }
    return {name for name in requires if not there[name]}


def completeness(
    profile: Profile, preferences: Preferences | None, requires: Collection[str], *, ready_photos: int
) -> Completeness:
    """How much of a profile is there; what is missing, required parts first, then by what they add."""
    has_photo = ready_photos > 0
    required = missing_requirements(requires, profile, preferences, has_photo=has_photo)
    there = {
        "photo": has_photo or profile.portrait is not None,
        "preferences": preferences is not None,
        "age": profile.birthdate is not None,
        "morePhotos": ready_photos >= ENOUGH_PHOTOS,
        "bio": profile.bio is not None,
        "prompts": bool(profile.prompts),
        "interests": len(profile.interests) >= ENOUGH_INTERESTS,
        "city": profile.city is not None,
        "basics": len(msgspec.to_builtins(profile.basics)) >= ENOUGH_BASICS,
        "video": profile.video_id is not None,
        "voice": profile.voice_id is not None,
    }
    missing = [MissingPart(part, part in required, points) for part, points in _POINTS.items() if not there[part]]
    missing.sort(key=lambda one: (not one.is_required, -one.points))
    total = sum(_POINTS.values())
    return Completeness(round(100 * (total - sum(one.points for one in missing)) / total), missing)
