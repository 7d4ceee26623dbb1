"""SQL of the ranking that learns. Of people it reads what they decided, gender and birthdate, and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from mingle.features.discovery.learning_models import SIGNS, Batch, Known, Newest
from mingle.kernel.db import Conn, Tx

TRAINING_LOCK: Final = 0x4D52_414E_4B00
LIKES_LOOKED_AT: Final = 30
"""So many of the latest likes tell how many wait: more would cost more to count, and the price hardly rises."""
MATCHES_LOOKED_AT: Final = 10
"""So many of the latest matches, from both sides, tell in how many chats something is unread."""

_IN_ORDER: LiteralString = (
    "unnest(%(ids)s::uuid[]) WITH ORDINALITY AS person (id, place) WHERE %(counts_waiting)s ORDER BY place"
)
_LIKES_WAITING: LiteralString = (
    "SELECT count(*) FROM (SELECT judge_id FROM judgements WHERE judged_id = person.id"
    " AND kind IN ('like', 'superlike') ORDER BY kind DESC, created_at DESC, judge_id DESC LIMIT %(likes)s) AS l"
    " WHERE NOT EXISTS (SELECT FROM judgements o WHERE o.judge_id = person.id AND o.judged_id = l.judge_id)"
)
_CHATS_UNREAD: LiteralString = (
    "SELECT count(*) FROM ("
    "(SELECT chat_id FROM matches WHERE low_id = person.id AND ended_at IS NULL ORDER BY id DESC LIMIT %(matches)s)"
    " UNION ALL"
    " (SELECT chat_id FROM matches WHERE high_id = person.id AND ended_at IS NULL ORDER BY id DESC LIMIT %(matches)s)"
    ") AS latest JOIN chat_members me ON me.account_id = person.id AND me.chat_id = latest.chat_id"
    " WHERE EXISTS (SELECT FROM messages u WHERE u.chat_id = me.chat_id"
    " AND u.pts > greatest(me.read_pts, me.cleared_pts) AND u.sender_id <> me.account_id AND u.deleted_at IS NULL"
    " AND u.kind <> 'system')"
)
_FIRST_WORD: LiteralString = (
    " LEFT JOIN LATERAL (SELECT u.created_at AS at FROM messages u WHERE u.chat_id = one.chat_id"
    " AND u.kind <> 'system' AND u.created_at >= one.created_at AND u.sender_id = one."
)
# When each of the two of a match first wrote to the other.
_FIRST_WORDS: LiteralString = (
    "SELECT one.judge_id, one.judged_id, own.at AS own_at, others.at AS others_at"
    " FROM (SELECT low_id AS judge_id, high_id AS judged_id, chat_id, created_at FROM matches"
    " UNION ALL SELECT high_id, low_id, chat_id, created_at FROM matches) AS one"
    + _FIRST_WORD
    + "judge_id ORDER BY u.pts LIMIT 1) AS own ON true"
    + _FIRST_WORD
    + "judged_id ORDER BY u.pts LIMIT 1) AS others ON true"
)
_DECISION: LiteralString = (
    "judge_id, judged_id, array_position('{pass,like,superlike,unmatched}', kind) AS sign,"
    " extract(epoch FROM created_at)::float8 AS at"
)
_PERSON: LiteralString = (
    "a.id, coalesce(array_position('{woman,man,nonbinary,other}', a.gender), 5) - 1,"
    " coalesce((a.birthdate - DATE '1970-01-01')::float8, 'NaN')"
)
_NUMBERS: LiteralString = (
    "account_id, openness, openness_variance, appeal, appeal_variance, given, given_yes, received, received_yes,"
    " taste, draw"
)


async def try_lock_training(tx: Tx) -> bool:
    """Whether nobody else trains until this transaction ends."""
    is_ours: bool = await tx.value("SELECT pg_try_advisory_xact_lock(%s)", (TRAINING_LOCK,))
    return is_ours


async def lock_standings(tx: Tx) -> None:
    """Nobody else changes models and standings until this transaction ends; everybody may read them."""
    await tx.execute("LOCK TABLE ranking_models IN SHARE ROW EXCLUSIVE MODE")


async def copy_people(conn: Conn) -> bytes:
    """Everybody who has decided something, or of whom something was decided, by their ids: rows of `PERSON`."""
    return await _copied(
        conn, "SELECT " + _PERSON + " FROM accounts a JOIN judgement_sums s ON s.account_id = a.id ORDER BY a.id"
    )


async def copy_decisions(conn: Conn, before: datetime) -> bytes:
    """All that was decided before a moment: rows of `DECISION`."""
    return await _copied(
        conn,
        "SELECT " + _DECISION + " FROM judgements WHERE kind <> 'later' AND created_at < %(before)s",
        {"before": before},
    )


async def copy_answers(conn: Conn, before: datetime, patience: timedelta) -> bytes:
    """Who wrote to whom they had matched with, and who let the other wait so long, before a moment: rows of `DECISION`.

    Both say when it was known: at the first word, or when patience ended.
    """
    return await _copied(
        conn,
        "SELECT judge_id, judged_id, array_position(%(signs)s::text[], CASE WHEN own_at IS NULL THEN 'silence'"
        " ELSE 'reply' END) AS sign, extract(epoch FROM coalesce(own_at, others_at + %(patience)s))::float8 AS at"
        " FROM (" + _FIRST_WORDS + ") AS word WHERE coalesce(own_at, others_at + %(patience)s) < %(before)s",
        {"signs": list(SIGNS), "before": before, "patience": patience},
    )


async def _copied(conn: Conn, query: LiteralString, parameters: Mapping[str, Any] | None = None) -> bytes:
    statement = "COPY (" + query + ") TO STDOUT (FORMAT binary)"
    async with conn.raw.cursor() as cursor, cursor.copy(statement, parameters) as copy:
        return b"".join([bytes(part) async for part in copy])


async def find_newest(conn: Conn) -> Newest | None:
    """The model that is used."""
    return await conn.one(
        Newest, "SELECT id, model::text AS model, learned_until FROM ranking_models ORDER BY id DESC LIMIT 1"
    )


async def find_known(conn: Conn, ids: Sequence[UUID], *, counts_waiting: bool) -> Known | None:
    """What ranks these people, and what waits for them if it is to be counted; None where nothing was trained yet."""
    return await conn.one(
        Known,
        "SELECT m.model::text AS model, (SELECT string_agg(record_send(one), '') FROM (SELECT " + _NUMBERS + ""
        " FROM standings WHERE account_id = ANY (%(ids)s) AND model_id = m.id) AS one) AS standings,"
        " ARRAY (SELECT (" + _LIKES_WAITING + ") FROM " + _IN_ORDER + ") AS likes_waiting,"
        " ARRAY (SELECT (" + _CHATS_UNREAD + ") FROM " + _IN_ORDER + ") AS chats_unread"
        " FROM (SELECT id, model FROM ranking_models ORDER BY id DESC LIMIT 1) AS m",
        {
            "ids": list(ids),
            "counts_waiting": counts_waiting,
            "likes": LIKES_LOOKED_AT,
            "matches": MATCHES_LOOKED_AT,
        },
    )


async def find_batch(conn: Conn, after: datetime, before: datetime, limit: int) -> Batch:
    """The next judgements since a moment: about so many, and all of the same moment."""
    batch = await conn.one(
        Batch,
        "SELECT string_agg(record_send(one), '') AS decisions, to_timestamp(max(at)) AS until FROM (SELECT "
        + _DECISION
        + " FROM judgements WHERE kind <> 'later' AND created_at >= %s AND created_at < %s"
        " ORDER BY created_at FETCH FIRST %s ROWS WITH TIES) AS one",
        (after, before, limit),
    )
    assert batch is not None  # an aggregate has a row
    return batch


async def lock_people(tx: Tx, ids: Sequence[UUID]) -> bytes:
    """Those of these people who exist, until this transaction ends, in the order of their ids: records of `PERSON`."""
    found: bytes | None = await tx.value(
        "SELECT string_agg(record_send(one), '') FROM (SELECT " + _PERSON + " FROM accounts a"
        " WHERE a.id = ANY (%s) ORDER BY a.id FOR KEY SHARE) AS one",
        (list(ids),),
    )
    return found or b""


async def lock_rows(tx: Tx, ids: Sequence[UUID]) -> bytes:
    """Where these people stand, in the order of their ids: records of `STANDING`."""
    found: bytes | None = await tx.value(
        "SELECT string_agg(record_send(one), '') FROM (SELECT " + _NUMBERS + " FROM standings"
        " WHERE account_id = ANY (%s) ORDER BY account_id FOR UPDATE) AS one",
        (list(ids),),
    )
    return found or b""


async def fill_fitted(tx: Tx, rows: bytes) -> None:
    """Write rows of `STANDING` into a table of this transaction, without those of people who have gone.

    Accounts are locked before any standing is: an erasure locks them in this order, too.
    """
    await tx.execute("CREATE TEMPORARY TABLE fitted (LIKE standings) ON COMMIT DROP")
    await tx.execute("ALTER TABLE fitted DROP COLUMN model_id")
    statement = "COPY fitted (" + _NUMBERS + ") FROM STDIN (FORMAT binary)"
    async with tx.raw.cursor() as cursor, cursor.copy(statement) as copy:
        await copy.write(rows)
    await tx.execute(
        "WITH there AS (SELECT a.id FROM accounts a JOIN fitted f ON f.account_id = a.id ORDER BY a.id"
        " FOR KEY SHARE OF a) DELETE FROM fitted f WHERE NOT EXISTS (SELECT FROM there WHERE there.id = f.account_id)"
    )


async def replace_standings(tx: Tx, model_id: UUID) -> None:
    """Put what was filled in place of every standing."""
    await tx.execute("DELETE FROM standings")
    await upsert_standings(tx, model_id)


async def upsert_standings(tx: Tx, model_id: UUID) -> None:
    """Put what was filled in place of the standings of the same people, or beside those of others."""
    await tx.execute(
        "INSERT INTO standings (model_id, " + _NUMBERS + ") SELECT %s, " + _NUMBERS + " FROM fitted"
        " ORDER BY account_id ON CONFLICT (account_id) DO UPDATE SET openness = excluded.openness,"
        " openness_variance = excluded.openness_variance, appeal = excluded.appeal,"
        " appeal_variance = excluded.appeal_variance, given = excluded.given, given_yes = excluded.given_yes,"
        " received = excluded.received, received_yes = excluded.received_yes, taste = excluded.taste,"
        " draw = excluded.draw",
        (model_id,),
    )


async def insert_model(
    tx: Tx, model: dict[str, object], figures: dict[str, float], now: datetime, until: datetime
) -> UUID:
    """Keep a model, which is the newest from now on; its id."""
    model_id: UUID = await tx.value(
        "INSERT INTO ranking_models (created_at, model, figures, learned_until) VALUES (%s, %s, %s, %s) RETURNING id",
        (now, Jsonb(model), Jsonb(figures), until),
    )
    return model_id


async def set_learned_until(tx: Tx, model_id: UUID, until: datetime) -> None:
    """Write how far the standings are."""
    await tx.execute("UPDATE ranking_models SET learned_until = %s WHERE id = %s", (until, model_id))
