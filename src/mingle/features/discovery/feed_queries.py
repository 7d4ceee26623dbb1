"""SQL of the feed: who fits whom, found among a million, and held against the truth again when it is read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, LiteralString, get_args
from uuid import UUID

import msgspec

from mingle.features.discovery.feed_models import (
    Candidate,
    Feed,
    Missing,
    Scored,
    Viewer,
    Wish,
)
from mingle.features.people import PreferencesChange
from mingle.kernel.db import Conn, Tx

# Of `candidates c`. Who is nowhere is infinitely far from everybody, which is near enough for those who look anywhere.
_APART: LiteralString = (
    "coalesce((c.x - %(x)s) * (c.x - %(x)s) + (c.y - %(y)s) * (c.y - %(y)s)"
    " + (c.z - %(z)s) * (c.z - %(z)s), 'Infinity')"
)
_WANTED: LiteralString = (
    " c.gender & %(wants)s <> 0 AND c.born > %(born_after)s AND c.born <= %(born_by)s AND c.goals & %(goals)s <> 0"
)
_WANT_TOO: LiteralString = (
    " c.wants & %(gender)s <> 0 AND %(age)s BETWEEN c.age_min AND c.age_max AND (c.has_photo OR NOT %(needs_photo)s)"
)
_NARROWER: LiteralString = (_WANTED + " AND " + _APART + " <= %(reach)s").replace("%(", "%(narrow_")
_FITS: LiteralString = (
    " c.is_shown AND" + _WANTED + " AND" + _WANT_TOO + " AND " + _APART + " <= least(%(reach)s, c.reach)"
)
# Of many: what somebody has judged and blocked is read once, into a hash.
_UNKNOWN: LiteralString = (
    " c.account_id NOT IN (SELECT %(viewer)s::uuid UNION ALL SELECT judged_id FROM judgements"
    " WHERE judge_id = %(viewer)s AND (hidden_until IS NULL OR hidden_until > %(now)s)"
    " UNION ALL SELECT blocked_id FROM blocks WHERE blocker_id = %(viewer)s"
    " UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = %(viewer)s)"
)
# Of a few: each is looked up.
_UNKNOWN_EACH: LiteralString = (
    " c.account_id <> %(viewer)s"
    " AND NOT EXISTS (SELECT FROM judgements j WHERE j.judge_id = %(viewer)s AND j.judged_id = c.account_id"
    " AND (j.hidden_until IS NULL OR j.hidden_until > %(now)s))"
    " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = %(viewer)s AND b.blocked_id = c.account_id)"
    " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = c.account_id AND b.blocked_id = %(viewer)s)"
)
# Whoever they like may be met again; whom they have sent away is not.
_NOT_AVOIDED: LiteralString = (
    " c.account_id <> %(viewer)s"
    " AND NOT EXISTS (SELECT FROM judgements j WHERE j.judge_id = %(viewer)s AND j.judged_id = c.account_id"
    " AND j.kind IN ('pass', 'unmatched') AND (j.hidden_until IS NULL OR j.hidden_until > %(now)s))"
    " AND NOT EXISTS (SELECT FROM judgements j WHERE j.judge_id = c.account_id AND j.judged_id = %(viewer)s"
    " AND j.kind IN ('pass', 'unmatched') AND (j.hidden_until IS NULL OR j.hidden_until > %(now)s))"
    " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = %(viewer)s AND b.blocked_id = c.account_id)"
    " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = c.account_id AND b.blocked_id = %(viewer)s)"
)
_NEAR: LiteralString = (
    "SELECT c.account_id, c.active_on FROM candidates c WHERE c.tile = ANY (%(tiles)s) AND c.gender = ANY (%(genders)s)"
    " AND (NOT c.is_far OR NOT %(is_far)s) AND" + _FITS + " AND" + _UNKNOWN
)
_FARTHER: LiteralString = (
    "SELECT c.account_id, c.active_on FROM candidates c WHERE c.tile = ANY (%(farther_tiles)s)"
    " AND c.gender = ANY (%(genders)s) AND c.is_far AND" + _FITS + " AND" + _UNKNOWN
)
_ANYWHERE: LiteralString = (
    "SELECT c.account_id, c.active_on FROM candidates c WHERE %(is_anywhere)s AND c.is_far AND"
    + _FITS
    + " AND"
    + _UNKNOWN
)
# The index gives each gender's people by their last sign of life, so that it ends when there are enough.
_LATEST_ANYWHERE: LiteralString = (
    "SELECT found.* FROM unnest(%(genders)s::smallint[]) AS wanted (gender),"
    " LATERAL (" + _ANYWHERE + " AND c.gender = wanted.gender ORDER BY c.active_on DESC LIMIT %(limit)s) AS found"
)
_RANKED_BY: LiteralString = (
    "c.account_id, c.active_on, c.joined_at, coalesce(s.received, 0) AS received,"
    " coalesce(s.received_likes, 0) AS received_likes, coalesce(s.given, 0) AS given,"
    " coalesce(s.given_likes, 0) AS given_likes, c.shows_last_seen, c.gender, c.born,"
    " EXISTS (SELECT FROM boosts b WHERE b.account_id = c.account_id AND b.boosted_until > %(now)s) AS is_boosted"
)

COMMIT_LAG = timedelta(minutes=1)
"""Whoever changed so shortly before a feed was computed may have been committed after it."""


class _Id(msgspec.Struct):
    id: UUID


async def find_viewer(conn: Conn, account_id: UUID) -> Viewer | None:
    """Whose feed it is; None where somebody has not said what a feed needs to know."""
    return await conn.one(
        Viewer,
        "SELECT c.account_id, c.reach, c.x, c.y, c.z, c.changed_at, c.born, c.gender, c.wants, c.age_min, c.age_max,"
        " c.goals, c.is_far, clock_timestamp() AS read_at,"
        " (SELECT max(s.last_seen_at) FROM sessions s WHERE s.account_id = c.account_id AND s.revoked_at IS NULL)"
        " AS seen_at,"
        " p.paused_at IS NOT NULL AS is_paused, p.latitude, p.longitude, w.max_distance_km,"
        " p.interests, p.languages, w.goals AS hopes, p.city"
        " FROM candidates c JOIN profiles p ON p.account_id = c.account_id"
        " JOIN preferences w ON w.account_id = c.account_id WHERE c.account_id = %s",
        (account_id,),
    )


async def find_feed(conn: Conn, viewer_id: UUID) -> Feed | None:
    """What was computed ahead for somebody."""
    return await conn.one(
        Feed,
        "SELECT candidate_ids, scores, viewer_changed_at, computed_at, is_all FROM feeds WHERE viewer_id = %s",
        (viewer_id,),
    )


async def search(conn: Conn, search: dict[str, Any], limit: int) -> list[Candidate]:
    """Those who fit somebody and are new to them, the latest active first.

    Args:
        conn: where to read.
        search: as `searching.parameters` makes it.
        limit: how many; among those of one day, the lot decides, which falls anew for each viewer.
    """
    return await conn.all(
        Candidate,
        "SELECT " + _RANKED_BY + " FROM (SELECT account_id FROM"
        " (" + _NEAR + " UNION ALL " + _FARTHER + " UNION ALL " + _LATEST_ANYWHERE + ") AS found"
        " ORDER BY active_on DESC, uuid_hash_extended(account_id, %(lot)s) LIMIT %(limit)s) AS best"
        " JOIN candidates c ON c.account_id = best.account_id"
        " LEFT JOIN judgement_sums s ON s.account_id = c.account_id",
        {**search, "limit": limit},
    )


async def list_boosted(conn: Conn, search: dict[str, Any], limit: int) -> list[Candidate]:
    """Those who fit somebody, are new to them, and are to be shown sooner for a while."""
    return await conn.all(
        Candidate,
        # PostgreSQL takes them for many as long as there are none, and would read all candidates.
        "SELECT " + _RANKED_BY + " FROM boosts standing CROSS JOIN LATERAL"
        " (SELECT * FROM candidates WHERE account_id = standing.account_id OFFSET 0) AS c"
        " LEFT JOIN judgement_sums s ON s.account_id = c.account_id"
        " WHERE standing.boosted_until > %(now)s AND" + _FITS + " AND" + _UNKNOWN_EACH + ""
        " ORDER BY standing.boosted_until LIMIT %(limit)s",
        {**search, "limit": limit},
    )


async def list_changed(conn: Conn, search: dict[str, Any], since: datetime, limit: int) -> list[Candidate]:
    """Those who fit somebody and have come, or changed, since a moment, the latest first."""
    return await conn.all(
        Candidate,
        "SELECT " + _RANKED_BY + " FROM candidates c LEFT JOIN judgement_sums s ON s.account_id = c.account_id"
        # With both ends PostgreSQL expects few, and does not begin with starting parallel workers.
        " WHERE c.changed_at > %(since)s AND c.changed_at < 'infinity' AND" + _FITS + " AND" + _UNKNOWN_EACH + ""
        " ORDER BY c.changed_at DESC LIMIT %(limit)s",
        {**search, "since": since - COMMIT_LAG, "limit": limit},
    )


async def keep_fitting(
    conn: Conn, search: dict[str, Any], ids: Sequence[UUID], scores: Sequence[float], limit: int
) -> list[Scored]:
    """Of these people, those who fit somebody now and are new to them, the best first, and no more than so many."""
    return await conn.all(
        Scored,
        # One after the other, so that it ends when there are enough.
        "SELECT one.account_id, f.score, one.active_on, one.joined_at, one.shows_last_seen, one.gender, one.born FROM"
        " (SELECT * FROM unnest(%(ids)s::uuid[], %(scores)s::float8[]) AS f (id, score) ORDER BY score DESC, id) AS f"
        " CROSS JOIN LATERAL (SELECT c.* FROM candidates c WHERE c.account_id = f.id AND"
        + _FITS
        + " AND"
        + _UNKNOWN_EACH
        + " OFFSET 0) AS one ORDER BY f.score DESC, f.id LIMIT %(limit)s",
        {**search, "ids": list(ids), "scores": list(scores), "limit": limit},
    )


async def keep_mutual(conn: Conn, search: dict[str, Any], ids: Sequence[UUID]) -> list[Candidate]:
    """Of these people, those who fit somebody now, and whom neither has passed by or unmatched, in no order."""
    return await conn.all(
        Candidate,
        "SELECT " + _RANKED_BY + " FROM candidates c LEFT JOIN judgement_sums s ON s.account_id = c.account_id"
        " WHERE c.account_id = ANY (%(ids)s) AND" + _FITS + " AND" + _NOT_AVOIDED,
        {**search, "ids": list(ids)},
    )


async def is_findable(conn: Conn, account_id: UUID, *, needs_photo: bool) -> bool:
    """Whether others can come upon somebody at all."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM candidates c WHERE c.account_id = %s AND c.is_shown"
            " AND (c.has_photo OR NOT %s))",
            (account_id, needs_photo),
        )
    )


async def upsert_feed(tx: Tx, viewer_id: UUID, feed: Feed, due_in: timedelta) -> None:
    """Keep a feed, to be computed anew after a while; one that began later stays."""
    await tx.execute(
        "INSERT INTO feeds AS f (viewer_id, candidate_ids, scores, viewer_changed_at, computed_at, is_all, due_at)"
        " SELECT id, %(ids)s::uuid[], %(scores)s::real[], %(viewer_changed_at)s, %(computed_at)s, %(is_all)s,"
        " clock_timestamp() + %(due_in)s FROM accounts WHERE id = %(viewer)s ON CONFLICT (viewer_id) DO UPDATE"
        " SET candidate_ids = excluded.candidate_ids, scores = excluded.scores,"
        " viewer_changed_at = excluded.viewer_changed_at, computed_at = excluded.computed_at,"
        " is_all = excluded.is_all, due_at = excluded.due_at WHERE f.computed_at <= excluded.computed_at",
        {
            "viewer": viewer_id,
            "ids": feed.candidate_ids,
            "scores": feed.scores,
            "viewer_changed_at": feed.viewer_changed_at,
            "computed_at": feed.computed_at,
            "is_all": feed.is_all,
            "due_in": due_in,
        },
    )


async def delete_feed(tx: Tx, viewer_id: UUID) -> None:
    """Forget a feed that nobody has asked for lately."""
    await tx.execute("DELETE FROM feeds WHERE viewer_id = %s", (viewer_id,))


async def make_due(tx: Tx, viewer_id: UUID) -> None:
    """Have a feed computed anew as soon as there is time."""
    await tx.execute(
        "UPDATE feeds SET due_at = clock_timestamp() WHERE viewer_id = %s"
        " AND (due_at IS NULL OR due_at > clock_timestamp())",
        (viewer_id,),
    )


async def take_due(tx: Tx, limit: int, taken_for: timedelta) -> list[UUID]:
    """Those whose feeds are due, the longest first; nobody else takes them for a while, in which they get done."""
    rows = await tx.all(
        _Id,
        "UPDATE feeds SET due_at = clock_timestamp() + %(taken_for)s WHERE viewer_id IN (SELECT viewer_id FROM feeds"
        " WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING viewer_id AS id",
        {"limit": limit, "taken_for": taken_for},
    )
    return [row.id for row in rows]


async def count_excluded(conn: Conn, wider: dict[str, Any], narrower: dict[str, Any], most: int) -> int:
    """How many people a wider search finds that a narrower one does not, counted up to a number."""
    counted: int = await conn.value(
        "SELECT count(*) FROM (" + _NEAR + " AND NOT (" + _NARROWER + ")"
        " UNION ALL " + _FARTHER + " AND NOT (" + _NARROWER + ")"
        " UNION ALL " + _ANYWHERE + " AND c.gender = ANY (%(genders)s) AND NOT (" + _NARROWER + ")"
        " LIMIT %(limit)s) AS few",
        {**wider, **{f"narrow_{name}": value for name, value in narrower.items()}, "limit": most},
    )
    return counted


async def count_found(conn: Conn, search: dict[str, Any], most: int) -> int:
    """How many people a search finds, counted up to a number."""
    counted: int = await conn.value(
        "SELECT count(*) FROM (" + _NEAR + " UNION ALL " + _FARTHER + ""
        " UNION ALL " + _ANYWHERE + " AND c.gender = ANY (%(genders)s)"
        " LIMIT %(limit)s) AS few",
        {**search, "limit": most},
    )
    return counted


async def read_wish(conn: Conn, wanted: PreferencesChange) -> Wish:
    """A choice as `candidates` would have it."""
    found = await conn.one(
        Wish,
        "SELECT gender_bits(%s::text[]) AS wants, goal_bits(%s::text[]) AS goals, chord(%s) AS reach",
        ([str(one) for one in wanted.genders], [str(one) for one in wanted.goals], wanted.max_distance_km),
    )
    assert found is not None
    return found


class _Lacks(msgspec.Struct):
    age: bool
    preferences: bool
    location: bool
    unpaused: bool


async def list_missing(conn: Conn, account_id: UUID) -> list[Missing]:
    """What somebody who has no row among the candidates has not said."""
    lacks = await conn.one(
        _Lacks,
        "SELECT a.birthdate IS NULL AS age, w.account_id IS NULL AS preferences, p.latitude IS NULL AS location,"
        " p.paused_at IS NOT NULL AS unpaused FROM accounts a LEFT JOIN profiles p ON p.account_id = a.id"
        " LEFT JOIN preferences w ON w.account_id = a.id WHERE a.id = %s",
        (account_id,),
    )
    return [] if lacks is None else [name for name in get_args(Missing) if getattr(lacks, name)]
