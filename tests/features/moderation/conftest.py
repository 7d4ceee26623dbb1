"""What the tests of moderation share: servers with every feature, people, and what they report."""

from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import client, serve, somebody
from tests.features.people.conftest import ask, serve_with

__all__ = ["client", "serve", "serve_with", "somebody"]

NOBODY = "019a0000-0000-7000-8000-00000000dead"


async def report(
    client: httpx.AsyncClient,
    person: Person,
    other: Person | str,
    kind: str = "profile",
    subject_id: str | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> Any:
    """Report somebody; the id of the report, or the error."""
    subject = {"kind": kind} if subject_id is None else {"kind": kind, "id": subject_id}
    user_id = other if isinstance(other, str) else str(other.id)
    body = {"userId": user_id, "subject": subject, "reason": "harassment", **more}
    answer = await ask(client, person, "POST", "/reports", body, status=status)
    if status >= 400:
        return answer
    assert answer.keys() == {"reportId"}
    return answer["reportId"]


def kept(settings: Settings) -> list[dict[str, Any]]:
    """The reports that are kept, in the order in which they came."""
    with psycopg.connect(settings.database_url) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute("SELECT * FROM reports ORDER BY id").fetchall()


def evidence(settings: Settings) -> dict[str, Any]:
    """What the only report holds."""
    [row] = kept(settings)
    found: dict[str, Any] = row["evidence"]
    return found
