"""SQL of reports."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from mingle.features.moderation.models import Evidence, OpenReport, ReportDraft
from mingle.kernel.db import Conn, Tx


async def upsert_report(
    tx: Tx, reporter_id: UUID, draft: ReportDraft, evidence: Evidence, now: datetime
) -> UUID | None:
    """Write a report, or say anew what is wrong in the one there is; its id, None where the reported is gone.

    What was first seen stays the evidence: who has been reported may have made it harmless meanwhile. One that was
    closed is opened again, with what there is now.
    """
    report_id: UUID | None = await tx.value(
        "INSERT INTO reports (reporter_id, reported_id, subject_kind, subject_id, reason, note, evidence, created_at)"
        " SELECT %(reporter)s, id, %(kind)s, %(subject)s::uuid, %(reason)s, %(note)s, %(evidence)s, %(now)s"
        # Locked as the foreign key would lock it: an erasure that is under way ends in nothing found, not in an error.
        " FROM accounts WHERE id = %(reported)s FOR KEY SHARE"
        " ON CONFLICT (reporter_id, reported_id, subject_kind, subject_id) WHERE reporter_id IS NOT NULL DO UPDATE"
        " SET reason = excluded.reason, note = coalesce(excluded.note, reports.note), state = 'open',"
        " evidence = CASE WHEN reports.state = 'open' THEN reports.evidence ELSE excluded.evidence END RETURNING id",
        {**_words(reporter_id, draft), "evidence": Jsonb(msgspec.to_builtins(evidence)), "now": now},
    )
    return report_id


async def say_again(tx: Tx, reporter_id: UUID, draft: ReportDraft) -> UUID | None:
    """Say anew what is wrong in a report whose subject is gone; its id, None where there is no such report."""
    report_id: UUID | None = await tx.value(
        "UPDATE reports SET reason = %(reason)s, note = coalesce(%(note)s, note), state = 'open'"
        " WHERE reporter_id = %(reporter)s AND reported_id = %(reported)s AND subject_kind = %(kind)s"
        " AND subject_id IS NOT DISTINCT FROM %(subject)s::uuid RETURNING id",
        _words(reporter_id, draft),
    )
    return report_id


async def forget_reporter(tx: Tx, account_id: UUID) -> None:
    """Leave nothing of who reported, nor of what they wrote; what they pointed at still waits."""
    await tx.execute("UPDATE reports SET reporter_id = NULL, note = NULL WHERE reporter_id = %s", (account_id,))


async def list_open(conn: Conn, after: UUID | None, limit: int) -> list[OpenReport]:
    """Reports that wait, the oldest first."""
    return await conn.all(
        OpenReport,
        "SELECT r.id, r.created_at, coalesce(a.username::text, a.display_name) AS reporter, r.reported_id,"
        " coalesce(o.username::text, o.display_name) AS reported, r.subject_kind, r.subject_id, r.reason, r.note,"
        " r.evidence FROM reports r JOIN accounts o ON o.id = r.reported_id"
        " LEFT JOIN accounts a ON a.id = r.reporter_id"
        " WHERE r.state = 'open' AND (%(after)s::uuid IS NULL OR r.id > %(after)s) ORDER BY r.id LIMIT %(limit)s",
        {"after": after, "limit": limit},
    )


def _words(reporter_id: UUID, draft: ReportDraft) -> dict[str, Any]:
    """Who says what of whom; a note of nothing but spaces is none."""
    return {
        "reporter": reporter_id,
        "reported": draft.user_id,
        "kind": draft.subject.kind,
        "subject": draft.subject.id,
        "reason": draft.reason,
        "note": (draft.note or "").strip() or None,
    }
