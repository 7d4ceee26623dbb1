"""What Lighthouse says of the public pages, on its mobile preset: the built app as `mingle serve` serves it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from bench.engines import engines
from bench.machine import ROOT, Unfit
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import mingle

PAGES = {"landing": "/", "sign in": "/sign-in", "sign up": "/sign-up"}
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LIGHTHOUSE = ROOT / "web" / "node_modules" / ".bin" / "lighthouse"
_PATIENCE_SECONDS = 180
# It sometimes says itself that it missed the beginning of its trace, and wants to be run again.
_TRIES = 3


def run(plan: Plan) -> Result:
    """Look at each page in turn, each time in a fresh browser."""
    found = {page: Recorder() for page in PAGES}
    with engines() as started, mingle(started, "bench.serve_all") as subject:
        for number in range(plan.rounds):
            for page, path in PAGES.items():
                plan.say(f"{page}, round {number + 1} of {plan.rounds}")
                _look(f"http://127.0.0.1:{subject.port}{path}", found[page])
    tables = [Table(page, recorder.measurements) for page, recorder in found.items()]
    verdicts = [judge(table, Budget(name, limit)) for table in tables for name, limit in LIMITS.items()]
    return Result(
        "lighthouse",
        "the public pages, as Lighthouse sees them",
        [
            "mobile preset: an emulated phone, its processor four times slower, a network of 1.6 Mbit/s with 150 ms",
            "Debian's Chromium, started anew for each page; the production build, precompressed, over HTTP/1.1",
            f"{plan.rounds} rounds; medians, ± half the range of the rounds",
        ],
        tables,
        verdicts,
    )


def _look(url: str, recorder: Recorder) -> None:
    """One report, into the recorder."""
    told = _report(url)
    for name in LIMITS:
        recorder.add(name, "Mingle", round(told["categories"][name]["score"] * 100), "of 100", "higher")
    for title, audit, scale, unit in (
        ("first contentful paint", "first-contentful-paint", 1000, "s"),
        ("largest contentful paint", "largest-contentful-paint", 1000, "s"),
        ("total blocking time", "total-blocking-time", 1, "ms"),
        ("cumulative layout shift", "cumulative-layout-shift", 1, ""),
    ):
        recorder.add(title, "Mingle", told["audits"][audit]["numericValue"] / scale, unit)


def _report(url: str) -> dict[str, Any]:
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None or not LIGHTHOUSE.exists():
        msg = "it needs Chromium (`scripts/install-chromium`) and `make setup`"
        raise Unfit(msg)
    with tempfile.TemporaryDirectory(prefix="mingle-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [
            str(LIGHTHOUSE),
            url,
            "--quiet",
            "--no-enable-error-reporting",
            "--output=json",
            f"--output-path={report}",
        ]
        flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
        environment = {**os.environ, "CHROME_PATH": browser}
        problem = ""
        for _ in range(_TRIES):
            done = subprocess.run(  # our own command
                [*command, flags],
                env=environment,
                capture_output=True,
                text=True,
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
            if done.returncode == 0:
                return dict(msgspec.json.decode(report.read_bytes()))
            problem = done.stderr.strip()[-500:]
        raise Unfit(problem)


BENCHMARK = Benchmark("lighthouse", "Lighthouse's mobile preset on the public pages", run)
