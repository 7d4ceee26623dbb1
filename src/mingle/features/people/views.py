"""Rows as their owner, and as others see them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from mingle.features.accounts import age_on
from mingle.features.media import FileView
from mingle.features.people import cells, policy
from mingle.features.people.models import (
    BASICS,
    Basics,
    Card,
    CardRow,
    CheckToDecide,
    City,
    Export,
    ExportRow,
    OwnProfile,
    OwnRow,
    PhotoCheck,
    Profile,
    Verification,
)
from mingle.kernel import clock

Files = Mapping[UUID, FileView]


class ProfileOnly(msgspec.Struct):
    """An answer that is one's own profile and nothing else."""

    user: OwnProfile


class UserOnly(msgspec.Struct):
    """An answer that is somebody's card, or the asker's own profile."""

    user: OwnProfile | Card


def file_ids_of(row: OwnRow | CardRow) -> list[UUID]:
    """Every file that a profile shows."""
    return [*row.photo_ids, *(one for one in (row.video_id, row.voice_id) if one is not None)]


def own(profile: OwnRow, files: Files, requires: Sequence[str]) -> OwnProfile:
    """A profile as its owner sees it."""
    preferences = profile.preferences
    photos = [files[one] for one in profile.photo_ids if one in files]
    ready = sum(photo.status == "ready" for photo in photos)
    missing = policy.missing_requirements(requires, profile, preferences, has_photo=ready > 0)
    return OwnProfile(
        **_shared(profile),
        gender=profile.gender,
        pronouns=profile.pronouns,
        languages=profile.languages,
        basics=profile.basics,
        city=_city(profile),
        birthdate=profile.birthdate,
        hidden=profile.hidden,
        socials=profile.socials,
        has_location=profile.latitude is not None,
        photos=photos,
        video=_file(files, profile.video_id),
        voice=_file(files, profile.voice_id),
        verification=profile.verification or Verification("none"),
        preferences=preferences,
        is_incognito=profile.is_incognito,
        is_paused=profile.paused_at is not None,
        shows_last_seen=profile.shows_last_seen,
        shows_reads=profile.shows_reads,
        deletion_due_at=profile.deletion_due_at,
        completeness=policy.completeness(profile, preferences, requires, ready_photos=ready),
        is_visible=not missing and profile.paused_at is None and profile.deletion_due_at is None,
        created_at=profile.created_at,
    )


def card(row: CardRow, files: Files) -> Card:
    """A person as somebody else sees them: what is hidden, unfinished or not given is not there."""
    hidden = set(row.hidden)
    basics = msgspec.to_builtins(row.basics)
    return Card(
        **_shared(row),
        gender=None if "gender" in hidden else row.gender,
        pronouns=None if "pronouns" in hidden else row.pronouns,
        languages=[] if "languages" in hidden else row.languages,
        basics=msgspec.convert({key: basics[key] for key in BASICS - hidden if key in basics}, Basics),
        goals=row.goals,
        city=None if "city" in hidden else _city(row),
        distance_km=None if "distance" in hidden else _distance(row),
        photos=[files[one] for one in row.photo_ids if _is_ready(files, one)],
        portrait=row.portrait,
        video=_file(files, row.video_id) if _is_ready(files, row.video_id) else None,
        voice=_file(files, row.voice_id) if _is_ready(files, row.voice_id) else None,
        is_verified=row.is_verified,
        is_demo=row.is_demo,
        socials=row.socials if row.gives_socials else {},
    )


def check(row: PhotoCheck, profile: Profile, photo_ids: Sequence[UUID], files: Files) -> CheckToDecide:
    """A check as moderators see it."""
    return CheckToDecide(
        id=row.id,
        user_id=row.account_id,
        display_name=profile.display_name,
        pose=row.pose,
        selfie=_file(files, row.selfie_id),
        photos=[files[one] for one in photo_ids if one in files],
        created_at=row.created_at,
    )


def export(row: ExportRow, files: Files) -> Export:
    """An export as its owner sees it."""
    file = _file(files, row.file_id)
    return Export(row.id, "working" if file is None else "ready", row.requested_at, row.expires_at, file)


def _shared(profile: Profile) -> dict[str, Any]:
    """What owners and others see alike."""
    return {
        "id": profile.account_id,
        "username": profile.username,
        "display_name": profile.display_name,
        "age": age_on(profile.birthdate, clock.now().date()) if profile.birthdate is not None else None,
        "gender_description": profile.gender_description,
        "bio": profile.bio,
        "prompts": profile.prompts,
        "interests": profile.interests,
    }


def _city(profile: Profile) -> City | None:
    if profile.city is None or profile.country_code is None:
        return None
    return City(profile.city, profile.country_code)


def _distance(row: CardRow) -> int | None:
    if row.latitude is None or row.longitude is None:
        return None
    if row.viewer_latitude is None or row.viewer_longitude is None:
        return None
    return cells.told_distance_km((row.latitude, row.longitude), (row.viewer_latitude, row.viewer_longitude))


def _file(files: Files, file_id: UUID | None) -> FileView | None:
    return files.get(file_id) if file_id is not None else None


def _is_ready(files: Files, file_id: UUID | None) -> bool:
    found = _file(files, file_id)
    return found is not None and found.status == "ready"
