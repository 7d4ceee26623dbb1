"""The command: `python -m bench [names] [--seconds N] [--rounds N] [--json FILE] [--write]`."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from bench import (
    accounts,
    calls,
    chats,
    dates,
    deck,
    discovery,
    exposure,
    files,
    first_frame,
    history,
    json_read,
    lighthouse,
    likes,
    machine,
    people,
    pictures,
    ranking,
    ready,
    report,
    rounds,
    search,
    sockets,
    startup,
    transaction,
)
from bench.results import Plan
from mingle.kernel.errors import OperatorError

BENCHMARKS = {
    one.name: one
    for one in (
        startup.BENCHMARK,
        json_read.BENCHMARK,
        transaction.BENCHMARK,
        accounts.BENCHMARK,
        people.BENCHMARK,
        chats.BENCHMARK,
        search.BENCHMARK,
        discovery.BENCHMARK,
        history.BENCHMARK,
        likes.BENCHMARK,
        calls.BENCHMARK,
        dates.BENCHMARK,
        deck.BENCHMARK,
        first_frame.BENCHMARK,
        lighthouse.BENCHMARK,
        rounds.BENCHMARK,
        files.BENCHMARK,
        sockets.BENCHMARK,
        pictures.BENCHMARK,
        ready.BENCHMARK,
        ranking.BENCHMARK,
        exposure.BENCHMARK,
    )
}
REPORT_WIDTH = 160
app = App(name="bench", help="Measure Mingle beside its peers, and print tables with ratios.")
console = Console(highlight=False, width=None if sys.stdout.isatty() else REPORT_WIDTH)


@app.default
def main(
    *names: Annotated[str, Parameter(help="which to run; all where none is named")],
    seconds: Annotated[float, Parameter(help="how long each measurement of each round takes")] = 5.0,
    rounds: Annotated[int, Parameter(help="how often ours and the peers take turns")] = 5,
    json: Annotated[Path | None, Parameter(help="also write all results here")] = None,
    write: Annotated[bool, Parameter(negative="", help="put the tables into docs/performance.md")] = False,
    list_them: Annotated[bool, Parameter("--list", negative="", help="say what there is to run")] = False,
) -> None:
    """Run benchmarks one after the other, and keep each result in bench/results."""
    if list_them:
        for one in BENCHMARKS.values():
            console.print(f"[bold]{one.name:12}[/] {one.summary}")
        return
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        msg = f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}."
        raise OperatorError(msg)
    # As the Makefile: a server that may not keep compiled files starts more slowly than it does for people.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    found = machine.look()
    if not found.is_quiet:
        console.print(
            f"[yellow]The machine is not quiet[/] (load average {found.load_average}, {found.busy_percent} % busy): "
            "these figures show that it works, not how fast it is."
        )
    chosen = names or _possible()
    if write:
        report.require_places(chosen)
    runs = [_run(found, name, seconds, rounds) for name in chosen]
    if json is not None:
        report.save(runs, json)
    if write:
        report.write(runs)
        console.print(f"The tables are in {report.DOCUMENT.relative_to(machine.ROOT)}.")


def _possible() -> list[str]:
    return [name for name, one in BENCHMARKS.items() if one.needs is None or one.needs.exists()]


def _run(found: machine.Machine, name: str, seconds: float, rounds: int) -> report.Run:
    with console.status(name) as status:
        plan = Plan(seconds, rounds, lambda sentence: status.update(f"{name}: {sentence}"))
        result = BENCHMARKS[name].run(plan)
    run = report.Run(found, f"python -m bench {name} --seconds {seconds:g} --rounds {rounds}", result)
    report.show(console, result)
    kept = report.save([run], report.RESULTS / f"{name}-{re.sub(r'[^0-9]', '', found.date)}.json")
    console.print(f"  kept in {kept.relative_to(machine.ROOT)}")
    return run


if __name__ == "__main__":
    try:
        app()
    except OperatorError as error:
        console.print(f"[bold red]It cannot measure.[/] {error}")
        sys.exit(1)
