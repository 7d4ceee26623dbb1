"""The deck of cards on a phone: how many frames come late while a finger throws cards, in Chromium."""

import shutil
from contextlib import ExitStack
from typing import Any

import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

from bench.engines import engines
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import free_port, mingle, seed
from mingle.kernel.seeding import SEED_PASSWORD

PEOPLE = 3_000
PERSON = "aarav.das0"
THROWS, MOVES = 8, 30
US = "Mingle"
SLOWER = {"as it is": 1, "four times slower": 4}
"""Lighthouse takes a phone of the middle class for four times slower than a computer."""
# So that the deck does not run out of people.
_ANYWHERE = "UPDATE preferences SET max_distance_km = NULL, genders = '{woman,man,nonbinary,other}', goals = '{}'"
_RECORD = """
() => {
  window.frames60 = []
  let before = performance.now()
  const frame = (now) => {
    window.frames60.push(now - before)
    before = now
    window.recording60 = requestAnimationFrame(frame)
  }
  window.recording60 = requestAnimationFrame(frame)
}
"""
_TOLD = """
() => {
  cancelAnimationFrame(window.recording60)
  const frames = window.frames60.slice(2).sort((one, other) => one - other)
  return {
    count: frames.length,
    p50: frames[Math.floor(frames.length * 0.5)],
    p99: frames[Math.floor(frames.length * 0.99)],
    late: frames.filter((frame) => frame > 25).length / frames.length * 100,
  }
}
"""


def run(plan: Plan) -> Result:
    """Throw cards with a finger, on a machine as it is and slowed down."""
    recorder = Recorder()
    with ExitStack() as stack:
        plan.say("starting engines, seeding, server and browser")
        found = stack.enter_context(engines())
        seed(found, PEOPLE)
        with psycopg.connect(found.database_url) as connection:
            connection.execute(_ANYWHERE)
        site = f"http://127.0.0.1:{(port := free_port())}"
        settings = {"mode": "development", "port": str(port), "public_url": site}
        stack.enter_context(mingle(found, "bench.serve_all", **settings))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        stack.callback(browser.close)
        page = _deck(browser, site)
        for turn in range(plan.rounds):
            for name, slower in SLOWER.items():
                plan.say(f"round {turn + 1} of {plan.rounds}: {name}")
                _throw_many(recorder, page, name, slower)
    table = Table(f"{THROWS} cards thrown, 390 by 844 pixels", recorder.measurements)
    verdicts = [judge(table, Budget(f"{name}: a frame, p50", 17.0)) for name in SLOWER]
    conditions = [
        f"Chromium {browser.version}, no GPU (the CPU paints), beside the server and PostgreSQL on the same two cores",
        f"a finger moves {MOVES} times for each card, as often as there are frames; a late frame took more than 25 ms",
        "slower: Chromium's own throttling of the page's CPU",
        f"{plan.rounds} rounds in turn; medians, ± half the range",
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, conditions, [table], verdicts)


def _deck(browser: Browser, site: str) -> Page:
    phone = browser.new_context(
        base_url=site,
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
    )
    page = phone.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail or username").fill(PERSON)
    page.get_by_label("Password", exact=True).fill(SEED_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/you")
    page.goto("/meet")
    return page


def _throw_many(recorder: Recorder, page: Page, name: str, slower: int) -> None:
    session: Any = page.context.new_cdp_session(page)
    top = page.locator("div:not([inert]) > article")
    top.first.wait_for()
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(_RECORD)
    for _ in range(THROWS):
        card = top.first.get_attribute("aria-labelledby")
        _throw(page, session)
        page.wait_for_function(
            "(card) => document.querySelector('div:not([inert]) > article')?.getAttribute('aria-labelledby') !== card",
            arg=card,
        )
    told: dict[str, Any] = page.evaluate(_TOLD)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    recorder.add(f"{name}: a frame, p50", US, told["p50"], "ms")
    recorder.add(f"{name}: a frame, p99", US, told["p99"], "ms")
    recorder.add(f"{name}: late frames", US, told["late"], "%")


def _throw(page: Page, session: Any) -> None:
    """To the left, by touch: that can never end in the moment of a match."""
    finger = {"x": 300.0, "y": 400.0}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    for _ in range(MOVES):
        finger["x"] -= 8
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [finger]})
        page.evaluate("() => new Promise((resolve) => requestAnimationFrame(resolve))")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


BENCHMARK = Benchmark("deck", "cards thrown on a phone: how many frames come late", run)
