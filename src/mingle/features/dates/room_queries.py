"""SQL of what is said and given in rooms, and of whom people would meet again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from mingle.features.calls import RoomHistory, RoomMessage, RoomSocials
from mingle.kernel.db import Conn, Tx

SHOWN: Final = 200
"""Of a date, so many messages are shown, the latest; an export tells all."""


class ToAnswerRow(msgspec.Struct):
    """A date of which somebody has not said whether they would meet the other again."""

    call_id: UUID
    peer_id: UUID
    ended_at: datetime


class _HistoryRow(msgspec.Struct):
    call_id: UUID
    origin: Any
    messages: Any
    socials: Any
    mine: bool | None
    theirs: bool | None


_MESSAGES: Final = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('fromUserId', s.account_id, 'text', s.content, 'at', s.sent_at)"
    " ORDER BY s.id), '[]') FROM (SELECT * FROM date_messages x WHERE x.call_id = d.call_id"
    " ORDER BY x.id DESC LIMIT %(shown)s) AS s)"
)
_SOCIALS: Final = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('fromUserId', s.account_id, 'socials', s.socials)"
    " ORDER BY s.given_at, s.account_id), '[]') FROM date_socials s WHERE s.call_id = d.call_id)"
)


async def list_kept(conn: Conn, viewer_id: UUID, call_ids: Sequence[UUID]) -> dict[UUID, RoomHistory]:
    """What is kept of these dates, as one of the two sees it."""
    rows = await conn.all(
        _HistoryRow,
        "SELECT d.call_id, d.origin, " + _MESSAGES + " AS messages, " + _SOCIALS + " AS socials,"
        " (SELECT a.again FROM date_answers a WHERE a.call_id = d.call_id AND a.account_id = %(viewer)s) AS mine,"
        " (SELECT a.again FROM date_answers a WHERE a.call_id = d.call_id AND a.account_id <> %(viewer)s) AS theirs"
        " FROM dates d WHERE d.call_id = ANY (%(ids)s)",
        {"viewer": viewer_id, "ids": list(call_ids), "shown": SHOWN},
    )
    return {
        row.call_id: RoomHistory(
            row.origin,
            msgspec.convert(row.messages, list[RoomMessage]),
            msgspec.convert(row.socials, list[RoomSocials]),
            row.mine,
            row.mine is True and row.theirs is True,
        )
        for row in rows
    }


async def insert_message(tx: Tx, call_id: UUID, account_id: UUID, text: str, now: datetime) -> None:
    """Write what somebody said."""
    await tx.execute(
        "INSERT INTO date_messages (call_id, account_id, content, sent_at) VALUES (%s, %s, %s, %s)",
        (call_id, account_id, text, now),
    )


async def list_said(conn: Conn, call_id: UUID, account_id: UUID) -> list[RoomMessage]:
    """What one of the two said, as much of it as is shown."""
    return await conn.all(
        RoomMessage,
        "SELECT account_id AS from_user_id, content AS text, sent_at AS at FROM (SELECT * FROM date_messages"
        " WHERE call_id = %s AND account_id = %s ORDER BY id DESC LIMIT %s) AS latest ORDER BY id",
        (call_id, account_id, SHOWN),
    )


async def delete_said(tx: Tx, before: datetime, limit: int) -> int:
    """Delete what was said on dates that were over by then, so much of it at most; how much it was."""
    return await tx.execute(
        "DELETE FROM date_messages WHERE id IN (SELECT m.id FROM date_messages m JOIN calls c ON c.id = m.call_id"
        " WHERE m.id < %s AND c.ended_at <= %s ORDER BY m.id LIMIT %s)",
        (_id_at(before), before, limit),
    )


async def give_socials(
    tx: Tx, call_id: UUID, account_id: UUID, socials: dict[str, str], now: datetime
) -> dict[str, str]:
    """Write where somebody can be found, beside what they have given before; all of it."""
    given: dict[str, str] = await tx.value(
        "INSERT INTO date_socials AS s (call_id, account_id, socials, given_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (call_id, account_id) DO UPDATE SET socials = s.socials || excluded.socials RETURNING socials",
        (call_id, account_id, Jsonb(socials), now),
    )
    return given


async def lock_answers(tx: Tx, call_id: UUID) -> None:
    """Let nobody else answer of a date until this transaction ends."""
    await tx.execute("SELECT FROM dates WHERE call_id = %s FOR UPDATE", (call_id,))


async def upsert_answer(tx: Tx, call_id: UUID, account_id: UUID, again: bool, now: datetime) -> None:  # noqa: FBT001
    """Write whether somebody would meet the other again, in place of what they said before."""
    await tx.execute(
        "INSERT INTO date_answers (call_id, account_id, again, answered_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (call_id, account_id) DO UPDATE SET again = excluded.again, answered_at = excluded.answered_at",
        (call_id, account_id, again, now),
    )


async def list_answers(conn: Conn, call_id: UUID) -> dict[UUID, bool]:
    """Who has said whether they would meet the other again, and what."""
    rows = await conn.all(_Answer, "SELECT account_id, again FROM date_answers WHERE call_id = %s", (call_id,))
    return {row.account_id: row.again for row in rows}


class _Answer(msgspec.Struct):
    account_id: UUID
    again: bool


async def list_to_answer(conn: Conn, account_id: UUID, since: datetime, limit: int) -> list[ToAnswerRow]:
    """The dates that have ended since then of which somebody has not said so yet, the latest first."""
    return await conn.all(
        ToAnswerRow,
        "SELECT c.id AS call_id, o.account_id AS peer_id, c.ended_at FROM call_members m"
        " JOIN calls c ON c.id = m.call_id JOIN call_members o ON o.call_id = c.id AND o.account_id <> m.account_id"
        " WHERE m.account_id = %(id)s AND m.call_id >= %(first)s AND c.purpose = 'date' AND c.state = 'ended'"
        " AND c.answered_at IS NOT NULL AND c.ended_at > %(since)s AND NOT EXISTS (SELECT FROM date_answers a"
        " WHERE a.call_id = c.id AND a.account_id = m.account_id) ORDER BY m.call_id DESC LIMIT %(limit)s",
        {"id": account_id, "since": since, "first": _first_id(since), "limit": limit},
    )


def _first_id(since: datetime) -> UUID:
    """The lowest id that a date can have which has ended since then: it began at most a day before."""
    return _id_at(since - timedelta(days=1))


def _id_at(moment: datetime) -> UUID:
    """The lowest id of what is written from then on."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
