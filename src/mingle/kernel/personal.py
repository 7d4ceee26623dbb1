"""What is kept of a person: every column of every table, declared by the feature that it belongs to.

Export and erasure go by these declarations, and a test compares them with the schema: a column that nobody has
classified fails it.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from types import MappingProxyType
from typing import LiteralString
from uuid import UUID

from mingle.kernel.db import Conn


class PersonalTable:
    """A table whose rows tell something of a person.

    Args:
        name: the table.
        of: which rows are a person's, as a condition on `%(id)s`.
        exported: the columns that stand in an export.
        withheld: the columns that do not, each with the reason.
    """

    def __init__(
        self,
        name: LiteralString,
        of: LiteralString,
        exported: tuple[LiteralString, ...],
        withheld: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.name: LiteralString = name
        self.of: LiteralString = of
        self.exported: tuple[LiteralString, ...] = exported
        self.withheld = withheld


IMPERSONAL: Mapping[str, str] = {
    "alembic_version": "how far the schema has come",
    "job_queue_migrations": "how far the queue's schema has come",
    "job_errors": "why jobs failed; what PostgreSQL quotes of rows is left out",
    "procrastinate_events": "what became of jobs",
    "procrastinate_jobs": "jobs carry ids, and are deleted when they are done",
    "procrastinate_periodic_defers": "when jobs run by the clock",
    "procrastinate_workers": "which workers are there",
}
"""Tables that tell nothing of anybody, each with the reason. Those of features stand in their declarations."""


async def export_rows(conn: Conn, table: PersonalTable, account_id: UUID) -> AsyncGenerator[str]:
    """A person's rows of a table, each as a JSON object, one after the other: none is held in memory."""
    columns = ", ".join(table.exported)
    async for row in conn.stream(
        "SELECT row_to_json(r)::text FROM (SELECT " + columns + " FROM " + table.name + " WHERE " + table.of + ") r",
        {"id": account_id},
    ):
        yield row


async def count_rows(conn: Conn, tables: Sequence[PersonalTable], account_id: UUID) -> dict[str, int]:
    """How many rows of each table are a person's; without those that have none."""
    counts = {
        table.name: await conn.value("SELECT count(*) FROM " + table.name + " WHERE " + table.of, {"id": account_id})
        for table in tables
    }
    return {name: count for name, count in counts.items() if count}
