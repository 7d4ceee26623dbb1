"""SQL of pairs among given people: what each wants, and who is to be kept apart."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from mingle.kernel.db import Conn


class Fit(msgspec.Struct):
    """What somebody is like, and whom they want to see: a row of `candidates`, with how often they were judged."""

    account_id: UUID
    reach: float
    x: float | None
    y: float | None
    z: float | None
    born: date
    gender: int
    wants: int
    age_min: int
    age_max: int
    goals: int
    given: int
    given_likes: int
    received: int
    received_likes: int


class Apart(msgspec.Struct):
    """Two who are not to meet."""

    one_id: UUID
    other_id: UUID


async def list_fits(conn: Conn, account_ids: Sequence[UUID], *, needs_photo: bool) -> list[Fit]:
    """Of these people, those whom others can come upon."""
    return await conn.all(
        Fit,
        "SELECT c.account_id, c.reach, c.x, c.y, c.z, c.born, c.gender, c.wants, c.age_min, c.age_max, c.goals,"
        " coalesce(s.given, 0) AS given, coalesce(s.given_likes, 0) AS given_likes,"
        " coalesce(s.received, 0) AS received, coalesce(s.received_likes, 0) AS received_likes"
        " FROM candidates c LEFT JOIN judgement_sums s ON s.account_id = c.account_id"
        " WHERE c.account_id = ANY (%s) AND c.is_shown AND (c.has_photo OR NOT %s) ORDER BY c.account_id",
        (list(account_ids), needs_photo),
    )


async def list_apart(conn: Conn, account_ids: Sequence[UUID], now: datetime) -> list[Apart]:
    """The pairs of these people one of whom has blocked, passed by or unmatched the other."""
    return await conn.all(
        Apart,
        "SELECT blocker_id AS one_id, blocked_id AS other_id FROM blocks"
        " WHERE blocker_id = ANY (%(ids)s) AND blocked_id = ANY (%(ids)s)"
        " UNION ALL SELECT judge_id, judged_id FROM judgements"
        " WHERE judge_id = ANY (%(ids)s) AND judged_id = ANY (%(ids)s)"
        " AND kind IN ('pass', 'unmatched') AND (hidden_until IS NULL OR hidden_until > %(now)s)",
        {"ids": list(account_ids), "now": now},
    )
