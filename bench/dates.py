"""Dates: how soon an invitation rings and a date begins among a thousand in the lobby, and what telling them costs."""

from contextlib import ExitStack

from bench.calls import UNCOUNTED
from bench.dates_load import Order, Report
from bench.engines import Engines, engines
from bench.likes import PHOTOS, make_people
from bench.loading import carry_out
from bench.machine import Unfit
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import Subject, mingle

IN_LOBBY, PAIRS, RATE, NEXTS = 1_000, 200, 5.0, 100
NAME = "Mingle, 2 processes"
RINGS, BEGINS = "from the invitation to its ring", "from the acceptance to both having heard call:start"
NEXT = "from the second who pressed next to both having heard call:start"


def run(plan: Plan) -> Result:
    """Let people come into the lobby, invite each other and leave."""
    dates, lobby = Recorder(), Recorder()
    for turn in range(plan.rounds):
        plan.say(f"round {turn + 1} of {plan.rounds}: {IN_LOBBY:,} in the lobby, {PAIRS:,} pairs meet")
        with ExitStack() as stack:
            found = stack.enter_context(engines())
            servers = [
                stack.enter_context(mingle(found, "bench.serve_all", f"Mingle {number}", **UNCOUNTED))
                for number in (1, 2)
            ]
            _evening(dates, lobby, servers, found)
    tables = [
        Table(f"{IN_LOBBY:,} in the lobby, {RATE:g} invitations a second", dates.measurements),
        Table(f"{IN_LOBBY:,} who come into the lobby, as fast as they are let in", lobby.measurements),
    ]
    budgets = [Budget(f"{what}, p99", 50.0) for what in (RINGS, BEGINS)] + [Budget(f"{NEXT}, longest", 2_000.0)]
    verdicts = [judge(tables[0], budget) for budget in budgets]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables, verdicts)


def _evening(dates: Recorder, lobby: Recorder, servers: list[Subject], found: Engines) -> None:
    people = make_people(found, IN_LOBBY)
    order = Order((servers[0].port, servers[1].port), people, PAIRS, NEXTS, RATE)
    report, cpu, database_cpu = carry_out("bench.dates_load", order, Report, servers, found)
    began = len(report.starts), len(report.nexts)
    if began != (PAIRS, NEXTS) or report.refusals:
        msg = f"{began} of {PAIRS, NEXTS} dates began; events were refused: {report.refusals}."
        raise Unfit(msg)
    for what, times in ((RINGS, report.rings), (BEGINS, report.starts)):
        ordered = sorted(times)
        for label, share in (("p50", 0.5), ("p99", 0.99)):
            dates.add(f"{what}, {label}", NAME, ordered[int(len(ordered) * share)], "ms")
    dates.add(f"{NEXT}, p50", NAME, sorted(report.nexts)[NEXTS // 2], "ms")
    dates.add(f"{NEXT}, longest", NAME, max(report.nexts), "ms")
    dates.add("updates of a date, from its beginning to its end", NAME, report.told_of_meetings / PAIRS, "", "neither")
    lobby.add("comings a second", NAME, IN_LOBBY / report.coming_seconds, "1/s", "higher")
    lobby.add("updates of a coming", NAME, report.told_of_comings / IN_LOBBY, "", "neither")
    lobby.add("updates a second that this causes", NAME, report.told_of_comings / report.coming_seconds, "1/s",
              "higher")  # fmt: skip
    lobby.add("the servers' CPU for all of it: coming, meeting, leaving", NAME, cpu, "s")
    lobby.add("PostgreSQL's CPU for it", NAME, database_cpu, "s")


def _conditions(plan: Plan) -> list[str]:
    return [
        f"everybody has {PHOTOS} photos and fits everybody, so that each coming concerns as many as are told at most; "
        "who invites is on one server, who is invited on the other",
        "an invitation falls due at a random moment; the other accepts in the moment in which the socket has brought "
        "`call:notify`; once both have heard `call:start`, one ends it",
        f"then {NEXTS} times two others press next, with nobody else waiting",
        "updates: `presence:update` and `queue:update`, as the sockets bring them",
        "both servers on core 0; load, PostgreSQL and Valkey on core 1; no waiting for the disk",
        f"{plan.rounds} rounds; medians, ± half the range",
    ]


BENCHMARK = Benchmark("dates", "dates: invitations, beginnings, and a lobby of a thousand", run)
