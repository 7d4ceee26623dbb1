"""The story of every change to what somebody shows of themselves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from mingle.features import accounts, media
from mingle.features.media import Kind
from mingle.features.people import cells, check_queries, jobs, judging_service, policy, queries
from mingle.features.people.errors import PhotoLimit
from mingle.features.people.models import MAX_PHOTOS, Place, PreferencesChange, Profile, ProfileChange
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound

_OF_ACCOUNT = ("display_name", "birthdate", "gender")
_TEXTS = ("gender_description", "pronouns", "bio")


async def locked(tx: Tx, account_id: UUID) -> Profile:
    """Somebody's profile, for a change.

    Raises:
        NotFound: the account is gone.
    """
    profile = await queries.lock_profile(tx, account_id)
    if profile is None:
        raise NotFound
    return profile


async def change_profile(tx: Tx, actor: Actor, change: ProfileChange) -> None:
    """Change what was sent of a profile; the rest stays.

    Raises:
        ValidationFailed: names every field that cannot stand there.
        BirthdateSettled: it is too late for another birthdate.
        NotFound: a file is not the actor's.
    """
    policy.require_sound(change)
    profile = await locked(tx, actor.id)
    given = _given(change)
    if "birthdate" in given and given["birthdate"] != profile.birthdate:
        policy.require_correctable(profile)
    await accounts.update_person(tx, actor.id, **{key: given.pop(key) for key in _OF_ACCOUNT if key in given})
    for field, kind in (("video_id", Kind.VIDEO), ("voice_id", Kind.VOICE)):
        if given.get(field) is not None:
            await media.require_own(tx, actor.id, given[field], {kind})
    if "is_paused" in given:
        is_paused = given.pop("is_paused")
        given["paused_at"] = (profile.paused_at or clock.now()) if is_paused else None
    await queries.update_profile(tx, msgspec.structs.replace(profile, **given))
    judging_service.tell(tx, actor.id)


async def set_preferences(tx: Tx, actor: Actor, wanted: PreferencesChange) -> None:
    """Keep whom somebody wants to see.

    Raises:
        ValidationFailed: names what cannot be.
    """
    policy.require_sound_preferences(wanted)
    await locked(tx, actor.id)
    await queries.upsert_preferences(tx, actor.id, wanted)
    judging_service.tell(tx, actor.id)


async def set_location(tx: Tx, actor: Actor, point: tuple[float, float], city: Place | None) -> None:
    """Keep in which cell somebody is; `point` is its centre.

    Raises:
        MovedTooFast: nobody comes there so soon.
    """
    profile = await locked(tx, actor.id)
    policy.require_possible_move(profile, point)
    name, country = (city.name, city.country_code) if city is not None else (None, None)
    await queries.set_location(tx, actor.id, point, name, country, clock.now())
    judging_service.tell(tx, actor.id)


async def set_city(tx: Tx, actor: Actor, place: Place) -> None:
    """Keep the city that somebody chose by name.

    Raises:
        MovedTooFast: nobody comes there so soon.
    """
    await set_location(tx, actor, cells.snap(place.latitude, place.longitude), place)


async def add_photo(tx: Tx, actor: Actor, file_id: UUID) -> None:
    """Put a photo behind the others.

    Raises:
        PhotoLimit: there is no room.
        NotFound: the file is not the actor's.
    """
    await locked(tx, actor.id)
    photo_ids = await queries.list_photos(tx, actor.id)
    if file_id in photo_ids:
        return
    if len(photo_ids) >= MAX_PHOTOS:
        raise PhotoLimit
    await _set_photos(tx, actor.id, [*photo_ids, file_id])


async def set_video(tx: Tx, actor: Actor, file_id: UUID) -> None:
    """Make a video the intro.

    Raises:
        NotFound: the file is not the actor's.
    """
    await change_profile(tx, actor, ProfileChange(video_id=file_id))


async def order_photos(tx: Tx, actor: Actor, file_ids: Sequence[UUID]) -> None:
    """Make these the photos, in this order; those left out go.

    Raises:
        ValidationFailed: one stands there twice.
        NotFound: a file is not the actor's.
    """
    policy.require_distinct(file_ids)
    await locked(tx, actor.id)
    await _set_photos(tx, actor.id, file_ids)


async def remove_photo(tx: Tx, actor: Actor, file_id: UUID) -> None:
    """Take a photo out; its file goes with the next sweep.

    Raises:
        NotFound: it is not among the actor's photos.
    """
    await locked(tx, actor.id)
    photo_ids = await queries.list_photos(tx, actor.id)
    if file_id not in photo_ids:
        raise NotFound
    await _set_photos(tx, actor.id, [one for one in photo_ids if one != file_id])


async def _set_photos(tx: Tx, account_id: UUID, file_ids: Sequence[UUID]) -> None:
    for file_id in sorted(file_ids):
        await media.require_own(tx, account_id, file_id, {Kind.IMAGE})
    await queries.replace_photos(tx, account_id, file_ids)
    if file_ids:
        # A main photo that no moderator has seen beside the selfie takes the badge away until one has.
        check_id = await check_queries.ask_again(tx, account_id, file_ids[0])
        if check_id is not None:
            await jobs.judge.defer(tx, check_id)
    judging_service.tell(tx, account_id)


def _given(change: ProfileChange) -> dict[str, Any]:
    """What was sent; a text of nothing but spaces is none."""
    fields = {name: getattr(change, name) for name in change.__struct_fields__}
    given = {name: value for name, value in fields.items() if value is not UNSET}
    for name in _TEXTS:
        if isinstance(given.get(name), str):
            given[name] = given[name].strip() or None
    if "prompts" in given:
        given["prompts"] = [msgspec.structs.replace(one, answer=one.answer.strip()) for one in given["prompts"]]
    if "hidden" in given:
        given["hidden"] = sorted(set(given["hidden"]))
    return given
