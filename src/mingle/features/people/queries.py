"""SQL of profiles, preferences and photos."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from mingle.features.people.models import CardRow, OwnRow, PreferencesChange, Profile
from mingle.kernel.db import Conn, Tx, begins
from mingle.kernel.seeding import SeedPerson

# Who has not written anything yet has no row.
_PROFILE: LiteralString = (
    "a.id AS account_id, a.username, a.display_name, a.birthdate, a.gender, a.created_at, a.deletion_due_at, a.is_demo,"
    " p.gender_description, p.pronouns, p.bio, coalesce(p.prompts, '[]') AS prompts,"
    " coalesce(p.interests, '{}') AS interests, coalesce(p.languages, '{}') AS languages,"
    " coalesce(p.basics, '{}') AS basics, coalesce(p.hidden, '{}') AS hidden, coalesce(p.socials, '{}') AS socials,"
    " p.city, p.country_code, p.latitude, p.longitude, p.located_at, p.video_id, p.voice_id,"
    " coalesce(p.is_incognito, false) AS is_incognito, p.paused_at,"
    " coalesce(p.shows_last_seen, true) AS shows_last_seen, coalesce(p.shows_reads, true) AS shows_reads, p.portrait"
)
# Who there is for whom, in parts: of accounts `a`, profiles `p`, preferences `w`, if any, and `%(viewer)s`.
IS_THERE: LiteralString = (
    " a.kind = 'user' AND a.banned_at IS NULL AND a.deletion_due_at IS NULL"
    " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = a.id AND b.blocked_id = %(viewer)s)"
    " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = %(viewer)s AND b.blocked_id = a.id)"
)
# `requires` is what the operator asks of a profile.
IS_SHOWN: LiteralString = (
    " p.paused_at IS NULL"
    " AND ('age' <> ALL (%(requires)s) OR a.birthdate IS NOT NULL)"
    " AND ('preferences' <> ALL (%(requires)s) OR w.account_id IS NOT NULL)"
    # Not EXISTS, which within OR the planner may answer by a hash of everybody's photos.
    " AND ('photo' <> ALL (%(requires)s) OR p.portrait IS NOT NULL OR ("
    "SELECT true FROM profile_photos o JOIN files f ON f.id = o.file_id AND f.status = 'ready'"
    " WHERE o.account_id = a.id LIMIT 1))"
)
IS_OPEN: LiteralString = (
    " (NOT p.is_incognito OR (SELECT true FROM shared_socials s WHERE s.owner_id = a.id AND s.viewer_id = %(viewer)s))"
)
_MAY_SEE: LiteralString = IS_THERE + " AND" + IS_SHOWN + " AND" + IS_OPEN
_CARD: LiteralString = (
    "SELECT " + _PROFILE + ","
    " ARRAY (SELECT o.file_id FROM profile_photos o WHERE o.account_id = a.id ORDER BY o.position) AS photo_ids,"
    " EXISTS (SELECT FROM photo_checks c JOIN profile_photos o ON o.account_id = a.id AND o.position = 0"
    " WHERE c.account_id = a.id AND c.status = 'approved' AND o.file_id = ANY (c.photo_ids)) AS is_verified,"
    " coalesce(w.goals, '{}') AS goals,"
    " EXISTS (SELECT FROM shared_socials s WHERE s.owner_id = a.id AND s.viewer_id = %(viewer)s) AS gives_socials,"
    " v.latitude AS viewer_latitude, v.longitude AS viewer_longitude"
    " FROM accounts a JOIN profiles p ON p.account_id = a.id LEFT JOIN preferences w ON w.account_id = a.id"
    " LEFT JOIN profiles v ON v.account_id = %(viewer)s WHERE "
)


_CARD_OF: LiteralString = _CARD + IS_THERE + " AND a.id = "
_MUTUAL_CARDS: LiteralString = (
    (_CARD_OF + "%(one)s").replace("%(viewer)s", "%(other)s")
    + " UNION ALL "
    + (_CARD_OF + "%(other)s").replace("%(viewer)s", "%(one)s")
)


async def lock_profile(tx: Tx, account_id: UUID) -> Profile | None:
    """Somebody's profile, made if there is none, that nobody else changes until this transaction ends."""
    await tx.execute(
        "INSERT INTO profiles (account_id) SELECT id FROM accounts WHERE id = %s ON CONFLICT DO NOTHING", (account_id,)
    )
    return await tx.one(
        Profile,
        "SELECT " + _PROFILE + " FROM accounts a JOIN profiles p ON p.account_id = a.id WHERE a.id = %s"
        " FOR UPDATE OF p",
        (account_id,),
    )


async def find_profile(conn: Conn, account_id: UUID) -> Profile | None:
    """Somebody's profile; None where there is nobody of that id."""
    return await conn.one(
        Profile,
        "SELECT " + _PROFILE + " FROM accounts a LEFT JOIN profiles p ON p.account_id = a.id WHERE a.id = %s",
        (account_id,),
    )


async def find_own(conn: Conn, account_id: UUID) -> OwnRow | None:
    """Somebody's profile with all that belongs to it; None where there is nobody of that id."""
    return await conn.one(
        OwnRow,
        "SELECT " + _PROFILE + ","
        " ARRAY (SELECT o.file_id FROM profile_photos o WHERE o.account_id = a.id ORDER BY o.position) AS photo_ids,"
        " (SELECT jsonb_build_object('genders', w.genders, 'ageMin', w.age_min, 'ageMax', w.age_max,"
        " 'maxDistanceKm', w.max_distance_km, 'goals', w.goals) FROM preferences w WHERE w.account_id = a.id)"
        " AS preferences,"
        " (SELECT jsonb_build_object('status', c.status, 'pose', c.pose, 'reason', c.reason) FROM photo_checks c"
        " WHERE c.account_id = a.id) AS verification"
        " FROM accounts a LEFT JOIN profiles p ON p.account_id = a.id WHERE a.id = %s",
        (account_id,),
    )


async def update_profile(tx: Tx, profile: Profile) -> None:
    """Write what a person says of themselves."""
    await tx.execute(
        "UPDATE profiles SET gender_description = %s, pronouns = %s, bio = %s, prompts = %s, interests = %s,"
        " languages = %s, basics = %s, hidden = %s, socials = %s, video_id = %s, voice_id = %s, is_incognito = %s,"
        " paused_at = %s, shows_last_seen = %s, shows_reads = %s WHERE account_id = %s",
        (
            profile.gender_description,
            profile.pronouns,
            profile.bio,
            Jsonb(msgspec.to_builtins(profile.prompts)),
            profile.interests,
            profile.languages,
            Jsonb(msgspec.to_builtins(profile.basics)),
            profile.hidden,
            Jsonb(profile.socials),
            profile.video_id,
            profile.voice_id,
            profile.is_incognito,
            profile.paused_at,
            profile.shows_last_seen,
            profile.shows_reads,
            profile.account_id,
        ),
    )


async def set_location(
    tx: Tx, account_id: UUID, point: tuple[float, float], city: str | None, country_code: str | None, now: datetime
) -> None:
    """Write the cell in which somebody is, and the city that it is called by."""
    await tx.execute(
        "UPDATE profiles SET latitude = %s, longitude = %s, located_at = %s, city = %s, country_code = %s"
        " WHERE account_id = %s",
        (*point, now, city, country_code, account_id),
    )


async def find_card(conn: Conn, viewer_id: UUID, account_id: UUID, requires: Sequence[str]) -> CardRow | None:
    """Somebody as another may see them; None where they may not."""
    return await conn.one(
        CardRow,
        _CARD + _MAY_SEE + " AND a.id = %(id)s",
        {"viewer": viewer_id, "requires": list(requires), "id": account_id},
    )


async def list_cards_of(conn: Conn, viewer_id: UUID, account_ids: Sequence[UUID]) -> list[CardRow]:
    """These people as another sees them who may: without those who are gone, or between whom there is a block."""
    return await conn.all(
        CardRow, _CARD + IS_THERE + " AND a.id = ANY (%(ids)s)", {"viewer": viewer_id, "ids": list(account_ids)}
    )


async def list_mutual_cards(conn: Conn, one_id: UUID, other_id: UUID) -> list[CardRow]:
    """Two people, each as the other sees them who may."""
    return await conn.all(CardRow, _MUTUAL_CARDS, {"one": one_id, "other": other_id})


async def list_cards(
    conn: Conn, viewer_id: UUID, requires: Sequence[str], before: UUID | None, limit: int
) -> list[CardRow]:
    """People whom somebody may see, the newest first, and one more than asked for."""
    return await conn.all(
        CardRow,
        _CARD + _MAY_SEE + " AND a.id <> %(viewer)s AND (%(before)s::uuid IS NULL OR a.id < %(before)s)"
        " ORDER BY a.id DESC LIMIT %(limit)s",
        {"viewer": viewer_id, "requires": list(requires), "before": before, "limit": limit + 1},
    )


async def search_cards(
    conn: Conn, viewer_id: UUID, requires: Sequence[str], beginning: str, limit: int
) -> list[CardRow]:
    """People whose name or username begins with something, and whom somebody may see.

    Args:
        conn: where to read.
        viewer_id: who searches.
        requires: what the operator asks of a profile.
        beginning: in lower case.
        limit: how many.
    """
    return await conn.all(
        CardRow,
        _CARD + _MAY_SEE + " AND a.id <> %(viewer)s AND a.id IN ("
        "SELECT id FROM accounts WHERE" + begins("lower(display_name)", "%(beginning)s") + ""
        " UNION SELECT id FROM accounts WHERE" + begins("lower(username::text)", "%(beginning)s") + ")"
        " ORDER BY lower(a.display_name), a.id LIMIT %(limit)s",
        {"viewer": viewer_id, "requires": list(requires), "beginning": beginning, "limit": limit},
    )


class _Id(msgspec.Struct):
    id: UUID


async def visible_among(conn: Conn, viewer_id: UUID, others: Sequence[UUID], requires: Sequence[str]) -> set[UUID]:
    """Of these people, those whom somebody may come upon."""
    rows = await conn.all(
        _Id,
        "SELECT a.id FROM accounts a JOIN profiles p ON p.account_id = a.id"
        " LEFT JOIN preferences w ON w.account_id = a.id WHERE a.id = ANY (%(others)s) AND" + _MAY_SEE,
        {"viewer": viewer_id, "others": list(others), "requires": list(requires)},
    )
    return {row.id for row in rows}


async def shows_file(conn: Conn, viewer_id: UUID, file_id: UUID) -> bool:
    """Whether a file stands in the profile of somebody whom a person may see, whole or not."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM accounts a JOIN profiles p ON p.account_id = a.id"
            " LEFT JOIN preferences w ON w.account_id = a.id WHERE"
            " (p.video_id = %(file)s OR p.voice_id = %(file)s"
            " OR EXISTS (SELECT FROM profile_photos x WHERE x.account_id = a.id AND x.file_id = %(file)s))"
            " AND a.id = (SELECT owner_id FROM files WHERE id = %(file)s) AND" + _MAY_SEE + ")",
            {"viewer": viewer_id, "file": file_id, "requires": list[str]()},
        )
    )


async def has_file(conn: Conn, account_id: UUID, file_id: UUID) -> bool:
    """Whether a file is a photo of somebody's profile, or its video or voice."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM profile_photos WHERE account_id = %(id)s AND file_id = %(file)s)"
            " OR EXISTS (SELECT FROM profiles WHERE account_id = %(id)s AND %(file)s IN (video_id, voice_id))",
            {"id": account_id, "file": file_id},
        )
    )


async def upsert_preferences(tx: Tx, account_id: UUID, wanted: PreferencesChange) -> None:
    """Write whom somebody wants to see."""
    await tx.execute(
        "INSERT INTO preferences (account_id, genders, age_min, age_max, max_distance_km, goals)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (account_id) DO UPDATE SET genders = excluded.genders,"
        " age_min = excluded.age_min, age_max = excluded.age_max, max_distance_km = excluded.max_distance_km,"
        " goals = excluded.goals",
        (
            account_id,
            [str(gender) for gender in wanted.genders],
            wanted.age_min,
            wanted.age_max,
            wanted.max_distance_km,
            [str(goal) for goal in wanted.goals],
        ),
    )


class _FileId(msgspec.Struct):
    file_id: UUID


async def list_photos(conn: Conn, account_id: UUID) -> list[UUID]:
    """The files of somebody's photos, the main one first."""
    rows = await conn.all(
        _FileId, "SELECT file_id FROM profile_photos WHERE account_id = %s ORDER BY position", (account_id,)
    )
    return [row.file_id for row in rows]


async def replace_photos(tx: Tx, account_id: UUID, file_ids: Sequence[UUID]) -> None:
    """Make these somebody's photos, in this order."""
    await tx.execute("DELETE FROM profile_photos WHERE account_id = %s", (account_id,))
    await tx.execute(
        "INSERT INTO profile_photos (account_id, file_id, position)"
        " SELECT %s, file_id, number - 1 FROM unnest(%s::uuid[]) WITH ORDINALITY AS given (file_id, number)",
        (account_id, list(file_ids)),
    )


async def has_ready_photo(conn: Conn, account_id: UUID) -> bool:
    """Whether one of somebody's photos can be seen."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM profile_photos o JOIN files f ON f.id = o.file_id AND f.status = 'ready'"
            " WHERE o.account_id = %s)",
            (account_id,),
        )
    )


async def insert_profiles(tx: Tx, people: Sequence[SeedPerson]) -> None:
    """Write the profiles of those who have an account and no profile yet."""
    await tx.execute(
        # A list of arrays would have to be a rectangle, so each person's interests travel as one text.
        "INSERT INTO profiles (account_id, city, country_code, latitude, longitude, interests, portrait, bio)"
        " SELECT given.id, given.city, given.country_code, given.latitude, given.longitude,"
        " string_to_array(given.interests, ','), given.portrait, given.bio"
        " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::float8[], %s::float8[], %s::text[], %s::text[],"
        " %s::text[]) AS given (id, city, country_code, latitude, longitude, interests, portrait, bio)"
        " JOIN accounts ON accounts.id = given.id ON CONFLICT (account_id) DO NOTHING",
        (
            [person.id for person in people],
            [person.city for person in people],
            [person.country_code for person in people],
            [person.latitude for person in people],
            [person.longitude for person in people],
            [",".join(person.interests) for person in people],
            [person.portrait for person in people],
            [person.bio for person in people],
        ),
    )


async def insert_seeded_preferences(tx: Tx, people: Sequence[SeedPerson]) -> None:
    """Write whom seeded people want to see: those of about their age, near them or anywhere."""
    await tx.execute(
        "INSERT INTO preferences (account_id, genders, age_min, age_max, max_distance_km, goals)"
        " SELECT given.id, string_to_array(given.genders, ','), given.age_min, given.age_max, given.max_distance_km,"
        " string_to_array(given.goals, ',') FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::int[], %s::int[],"
        " %s::text[]) AS given (id, genders, age_min, age_max, max_distance_km, goals)"
        " JOIN accounts ON accounts.id = given.id ON CONFLICT (account_id) DO NOTHING",
        (
            [person.id for person in people],
            [",".join(person.wants) for person in people],
            [person.age_min for person in people],
            [person.age_max for person in people],
            [person.max_distance_km for person in people],
            [",".join(person.goals) for person in people],
        ),
    )
