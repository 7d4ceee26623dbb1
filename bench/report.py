"""Shows results: as tables on the terminal, as a file, and in docs/performance.md."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table as RichTable

from bench.machine import ROOT, Machine, Unfit
from bench.results import Measurement, Result, Table, number

DOCUMENT = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "bench" / "results"


class Run(msgspec.Struct):
    """One run: where, how, and what came out."""

    machine: Machine
    command: str
    result: Result


def show(console: Console, result: Result) -> None:
    """Print a benchmark's tables."""
    console.print(f"\n[bold]{result.benchmark}[/]: {result.title}")
    for table in result.tables:
        head, *rows = _grid(table)
        rich = RichTable(title=table.title, title_justify="left")
        for index, name in enumerate(head):
            rich.add_column(name, justify="left" if index == 0 else "right")
        for row in rows:
            rich.add_row(*row)
        console.print(rich)
    for verdict in result.verdicts:
        mark = "[green]pass[/]" if verdict.passed else "[bold red]miss[/]"
        console.print(f"  {mark}  {verdict.budget}; measured {verdict.measured}")


def save(runs: Sequence[Run], path: Path) -> Path:
    """Write runs to a file, with all that is known of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(runs), indent=2) + b"\n")
    return path


def require_places(names: Sequence[str]) -> None:
    """See that the document has a place for each benchmark, before hours are spent on them.

    Raises:
        Unfit: it lacks one.
    """
    for name in names:
        _parts(DOCUMENT.read_text(), name)


def write(runs: Sequence[Run]) -> None:
    """Put each run into the document, between its benchmark's markers."""
    text = DOCUMENT.read_text()
    for run in runs:
        head, tail = _parts(text, run.result.benchmark)
        text = f"{head}{_markdown(run)}\n{tail}"
    DOCUMENT.write_text(text)


def _parts(text: str, name: str) -> tuple[str, str]:
    """What stands before a benchmark's place and behind it, the markers included."""
    begin, end = f"<!-- bench:{name} -->\n", f"<!-- /bench:{name} -->"
    head, found, rest = text.partition(begin)
    _, ended, tail = rest.partition(end)
    if not found or not ended:
        msg = f"docs/performance.md has no {begin.strip()} … {end}"
        raise Unfit(msg)
    return head + begin, end + tail


def _markdown(run: Run) -> str:
    machine, result = run.machine, run.result
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    lines = [
        f"{machine.date}, commit `{machine.commit}`, `{run.command}`  ",
        f"{machine.cpu}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}; {versions}  ",
        f"Load average before: {machine.load_average}; cores {machine.busy_percent} % busy"
        + ("." if machine.is_quiet else ". **The machine was not quiet: do not compare these figures.**"),
        "",
        *(f"- {condition}" for condition in result.conditions),
    ]
    for table in result.tables:
        head, *rows = _grid(table)
        lines += ["", f"**{table.title}**", "", _line(head), _line(["---", *["---:"] * (len(head) - 1)])]
        lines += [_line(row) for row in rows]
    if result.verdicts:
        lines += ["", "| budget | measured | |", "|---|---:|---|"]
        lines += [_line([one.budget, one.measured, "pass" if one.passed else "**miss**"]) for one in result.verdicts]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _grid(table: Table) -> list[list[str]]:
    """The head and the rows: metrics down, subjects across, then how many times better ours is than each peer."""
    rows = [["", *table.subjects, *(f"vs {peer}" for peer in table.peers)]]
    for metric in table.metrics:
        found = [table.find(metric, subject) for subject in table.subjects]
        unit = next(one.unit for one in found if one is not None)
        cells = ["" if one is None else _cell(one) for one in found]
        ratios = [table.ratio(metric, peer) for peer in table.peers]
        rows.append([f"{metric} ({unit})", *cells, *("" if one is None else f"{one:.2f}" for one in ratios)])
    return rows


def _cell(one: Measurement) -> str:
    """The median, and how far the rounds lie apart: half of their range, in per cent."""
    if len(one.samples) == 1 or not one.value:
        return number(one.value)
    return f"{number(one.value)} ±{(max(one.samples) - min(one.samples)) / 2 / abs(one.value):.0%}"
