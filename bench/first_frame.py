"""Two browsers in a call, or on a date: how long from the answer until each has decoded the other's first frame."""

import re
import shutil
from contextlib import ExitStack
from statistics import median

import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

from bench.engines import Engines, engines
from bench.results import Benchmark, Plan, Recorder, Result, Table
from bench.subjects import free_port, mingle, seed
from mingle.kernel.seeding import SEED_PASSWORD

PEOPLE, CALLS = 50, 5
US = "Mingle"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream=fps=20"]
_CAN_BE_CALLED = """
    SELECT a.username::text, a.id::text FROM accounts a JOIN candidates c ON c.account_id = a.id
     WHERE a.username IS NOT NULL AND c.is_shown ORDER BY a.id LIMIT 2
"""
# So that they fit each other; and so that they may meet again at once.
_FIT = """
    UPDATE preferences SET max_distance_km = NULL, genders = '{woman,man,nonbinary,other}', goals = '{}', age_min = 18,
           age_max = 99
"""
_FORGET = "DELETE FROM date_cooldowns"
# Every connection of the page, and the wall clock's moment at which one of them has decoded a frame.
_WATCH = """
window.connections = []
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...rest) { super(...rest); window.connections.push(this) }
}
window.clock = () => performance.timeOrigin + performance.now()
window.firstFrame = async () => {
  for (;;) {
    for (const connection of window.connections)
      for (const stat of (await connection.getStats()).values())
        if (stat.type === "inbound-rtp" && stat.kind === "video" && stat.framesDecoded > 0) return window.clock()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
"""
_EXPECT = "() => { window.first = window.firstFrame() }"
_ANSWER = """
(words) => {
  const buttons = [...document.querySelectorAll('[role="alertdialog"] button')]
  const answer = buttons.find((button) => button.textContent.includes(words))
  const now = window.clock()
  answer.click()
  return now
}
"""


def run(plan: Plan) -> Result:
    """Call, answer, and wait for a picture on both sides, again and again."""
    calls, dates = Recorder(), Recorder()
    with ExitStack() as stack:
        plan.say("starting engines, seeding, server and browser")
        found = stack.enter_context(engines())
        seed(found, PEOPLE)
        _sql(found, _FIT)
        site = f"http://localhost:{(port := free_port())}"
        settings = {"mode": "development", "port": str(port), "public_url": site}
        stack.enter_context(mingle(found, "bench.serve_all", **settings))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        stack.callback(browser.close)
        (caller, _), (other, other_id) = _people(found)
        here, there = _page(browser, site, caller), _page(browser, site, other)
        for turn in range(plan.rounds):
            plan.say(f"round {turn + 1} of {plan.rounds}")
            _add(calls, [_call(here, there, other_id) for _ in range(CALLS)])
            _add(dates, [_date(found, here, there) for _ in range(CALLS)])
    tables = [
        Table(f"From the answer to the first frame that is decoded, {CALLS} {what} a round", recorder.measurements)
        for what, recorder in (("calls", calls), ("dates", dates))
    ]
    conditions = [
        f"Chromium {browser.version}, both browsers, the server and PostgreSQL on the same two cores; no GPU",
        "a camera of Chromium's own with 20 frames a second, 640 by 480; both on one machine, without a relay",
        "the time begins when one presses to answer: for a call before the camera is opened, for a date with one's own "
        "picture before one's eyes",
        f"{plan.rounds} rounds; medians, ± half the range",
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, conditions, tables)


def _add(recorder: Recorder, times: list[tuple[float, float]]) -> None:
    for who, taken in zip(("who answers", "who asked"), zip(*times, strict=True), strict=True):
        recorder.add(f"until {who} has a picture, median", US, median(taken), "ms")
        recorder.add(f"until {who} has a picture, longest", US, max(taken), "ms")


def _sql(found: Engines, statement: str) -> None:
    with psycopg.connect(found.database_url) as connection:
        connection.execute(statement.encode())


def _people(found: Engines) -> list[tuple[str, str]]:
    """Two who may call each other: their names and ids."""
    with psycopg.connect(found.database_url) as connection:
        return [(str(name), str(account_id)) for name, account_id in connection.execute(_CAN_BE_CALLED.encode())]


def _page(browser: Browser, site: str, name: str) -> Page:
    """A browser in which somebody has signed in."""
    page = browser.new_context(base_url=site, permissions=["camera", "microphone"]).new_page()
    page.add_init_script(_WATCH)
    page.goto("/sign-in")
    page.get_by_label("E-mail or username").fill(name)
    page.get_by_label("Password", exact=True).fill(SEED_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/you")
    return page


def _call(here: Page, there: Page, other_id: str) -> tuple[float, float]:
    """One call, from the beginning to the end: milliseconds until there, and until here."""
    there.goto("/you")
    here.goto(f"/people/{other_id}")
    here.get_by_role("button", name=re.compile("^Call ")).click()
    here.get_by_role("menuitem", name="Video call").click()
    taken = _until_seen(here, there, "Answer with video")
    here.get_by_role("button", name="Hang up").click()
    there.get_by_role("button", name="Close").wait_for()
    return taken


def _date(found: Engines, here: Page, there: Page) -> tuple[float, float]:
    """One date, from the lobby to the end: milliseconds until there, and until here."""
    _sql(found, _FORGET)
    for page in (here, there):
        page.goto("/dates")
        page.get_by_role("button", name="Show me my picture").click()
        page.get_by_role("button", name="Go into the lobby").click()
    here.get_by_role("button", name=re.compile("^Invite .* to a date$")).click()
    here.get_by_role("dialog").get_by_role("button", name=re.compile("^Invite ")).click()
    taken = _until_seen(here, there, "Accept")
    here.get_by_role("button", name="Leave", exact=True).click()
    for page in (here, there):
        page.get_by_role("button", name="Done").click()
    return taken


def _until_seen(here: Page, there: Page, answer: str) -> tuple[float, float]:
    """Let the one there answer: milliseconds until there, and until here."""
    there.get_by_role("alertdialog").get_by_role("button", name=answer).wait_for()
    here.evaluate(_EXPECT)
    there.evaluate(_EXPECT)
    answered = float(there.evaluate(_ANSWER, answer))
    taken = [float(page.evaluate("() => window.first")) - answered for page in (there, here)]
    return taken[0], taken[1]


BENCHMARK = Benchmark("first-frame", "two browsers in a call or on a date: from the answer to the first frame", run)
