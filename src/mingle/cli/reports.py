"""`mingle reports`: what people have reported, for those who run the site."""

from typing import Annotated
from uuid import UUID

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mingle.cli.offline import run
from mingle.cli.options import DatabaseUrl, ValkeyUrl
from mingle.features.moderation import queries
from mingle.features.moderation.models import OpenReport
from mingle.kernel.resources import Resources

PAGE = 50

app = App(name="reports", help="Read what people have reported.")
console = Console(highlight=False, soft_wrap=True)


@app.default
def list_(
    *,
    after: Annotated[UUID | None, Parameter(help="only reports that came after the one of this id")] = None,
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
) -> None:
    """List the reports that wait, the oldest first, with what was seen."""

    async def read(resources: Resources) -> list[OpenReport]:
        async with resources.db.read() as conn:
            return await queries.list_open(conn, after, PAGE)

    found = run(read, database_url, valkey_url)
    if not found:
        console.print("No report waits.")
        return
    table = Table("when", "who", "whom", "what", "why", "what they say", "what was seen")
    for one in found:
        # What people write is no markup of ours.
        table.add_row(
            one.created_at.strftime("%Y-%m-%d %H:%M"),
            Text(one.reporter or "(erased)"),
            Text(f"{one.reported}\n{one.reported_id}"),
            f"{one.subject_kind}\n{one.subject_id or ''}".strip(),
            one.reason,
            Text(one.note or ""),
            Text(_in_words(one)),
        )
    console.print(table)
    if len(found) == PAGE:
        console.print(f"For more: mingle reports --after {found[-1].id}")


def _in_words(report: OpenReport) -> str:
    """The evidence, a line for each thing that there is."""
    there = {name: value for name, value in report.evidence.items() if value not in (None, "", [])}
    return "\n".join(
        f"{name}: {value if isinstance(value, str) else msgspec.json.encode(value).decode()}"
        for name, value in there.items()
    )
