"""A long history in a real browser: how soon it is there, how smoothly it scrolls, and whether it keeps its place."""

import shutil
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import psycopg
from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.engines import Engines, engines
from bench.results import Benchmark, Plan, Recorder, Result, Table
from bench.subjects import free_port, mingle

MESSAGES = 100_000
PIXELS = 50
"""So far each frame goes: 3,000 pixels a second at 60 frames a second, a fast flick of the wheel."""
US = "Mingle"
_HISTORY = """
    INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)
    SELECT %(chat)s, n, %(sender)s, 'h' || n, '', 'text',
           'Message ' || n || repeat(', and what else there was to be said of it', (n %% 7)::int), at, at
      FROM generate_series((SELECT pts + 1 FROM chats WHERE id = %(chat)s), %(messages)s) n,
           LATERAL (SELECT now() - (%(messages)s - n) * interval '5 minutes' AS at) moment;
    UPDATE chats SET pts = %(messages)s WHERE id = %(chat)s;
    UPDATE chat_members SET read_pts = %(messages)s WHERE chat_id = %(chat)s
"""
# Goes on frame by frame. What stands in the middle of the window stays there until the next frame, whatever is loaded
# above or below it; where it does not, it has jumped.
_SCROLL = """
async ([direction, pixels, seconds]) => {
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const scroller = document.querySelector('[role="region"] article').closest('[role="region"]')
  const middle = () =>
    [...scroller.querySelectorAll("article")].find((row) => row.getBoundingClientRect().bottom > innerHeight / 2)
  const numberOf = (row) => Number(/Message (\\d+)/.exec(row.textContent)[1])
  const frames = [], jumps = [], began = performance.now()
  const first = numberOf(middle())
  let waits = 0, row = middle(), top = row.getBoundingClientRect().top, before = began
  while (before < began + seconds * 1000) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const now = performance.now()
    frames.push(now - before)
    before = now
    const by = row.isConnected ? Math.abs(row.getBoundingClientRect().top - top) : 0
    if (by > 4) jumps.push(by)
    const from = scroller.scrollTop
    scroller.scrollTop = from + direction * pixels
    waits += scroller.scrollTop === from
    row = middle()
    top = row.getBoundingClientRect().top
  }
  frames.sort((one, other) => one - other)
  return {
    p50: frames[Math.floor(frames.length * 0.5)],
    p99: frames[Math.floor(frames.length * 0.99)],
    late: frames.filter((frame) => frame > 50).length / frames.length * 100,
    jumps: jumps.length,
    waits: waits / frames.length * 100,
    passed: Math.abs(numberOf(middle()) - first),
    nodes: document.querySelectorAll("*").length,
    heap: performance.memory.usedJSHeapSize / 1024 / 1024,
  }
}
"""


def run(plan: Plan) -> Result:
    """Open a chat of 100,000 messages, scroll up from its end, go to its beginning, scroll down from there."""
    recorder = Recorder()
    with ExitStack() as stack:
        plan.say("starting engines, server and browser")
        found = stack.enter_context(engines())
        port = free_port()
        site = f"http://127.0.0.1:{port}"
        settings = {"mode": "development", "port": str(port), "public_url": site}
        stack.enter_context(mingle(found, "bench.serve_all", **settings))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        stack.callback(browser.close)
        for turn in range(plan.rounds):
            plan.say(f"round {turn + 1} of {plan.rounds}")
            context = browser.new_context(base_url=site)
            _measure(recorder, context, _make_chat(context, found), plan)
            context.close()
    table = Table(f"A chat of {MESSAGES:,} messages in Chromium", recorder.measurements)
    conditions = [
        f"Chromium {browser.version}, no GPU, 1280 by 720, beside the server and PostgreSQL on the same two cores",
        f"each frame {PIXELS} pixels further; a late frame took more than 50 ms",
        "a jump: what was in the middle of the window moved by itself",
        f"{plan.rounds} rounds of {plan.seconds:g} s in each direction; medians, ± half the range",
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, conditions, [table])


def _make_chat(context: BrowserContext, found: Engines) -> str:
    """Somebody new, who is signed in here, and their chat with themselves."""
    name = f"ines_{uuid4().hex[:8]}"
    person = {"email": f"{name}@example.org", "username": name, "password": uuid4().hex, "displayName": "Ines"}
    form = {**person, "birthdate": "1994-07-03", "session": "cookie"}
    told = context.request.post("/api/auth/register", data=form).json()["data"]
    headers = {"authorization": f"Bearer {told['accessToken']}"}
    # The app asks for a session only where somebody has signed in with it.
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail or username").fill(name)
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/you")
    own: str = told["user"]["id"]
    body = {"type": "private", "memberIds": [own]}
    chat_id: str = context.request.post("/api/chats", data=body, headers=headers).json()["data"]["chat"]["id"]
    with psycopg.connect(found.database_url, autocommit=True) as connection:
        for statement in _HISTORY.split(";\n"):
            connection.execute(statement.encode(), {"chat": chat_id, "sender": own, "messages": MESSAGES})
        connection.execute("VACUUM ANALYZE messages")
    return chat_id


def _measure(recorder: Recorder, context: BrowserContext, chat_id: str, plan: Plan) -> None:
    page = context.new_page()
    page.goto("/chats")
    page.get_by_role("link").filter(has_text="Message").wait_for()
    recorder.add("from a click to its last messages", US, _time_to(page, f"/chats/{chat_id}", MESSAGES), "ms")
    _scroll(recorder, page, -1, "up", plan.seconds)
    recorder.add("to its beginning, past all of it", US, _time_to(page, f"/chats/{chat_id}?at=1", 1), "ms")
    _scroll(recorder, page, 1, "down", plan.seconds)


def _time_to(page: Page, address: str, number: int) -> float:
    """How long it takes, in milliseconds, until a message is shown after one has gone to an address in the app."""
    script = """
    async ([address, number]) => {
      const began = performance.now()
      history.pushState({}, "", address)
      dispatchEvent(new PopStateEvent("popstate"))
      const shown = () => [...document.querySelectorAll("article")].some((row) =>
        new RegExp(`Message ${number}\\\\b`).test(row.textContent))
      while (!shown()) await new Promise((resolve) => requestAnimationFrame(resolve))
      return performance.now() - began
    }
    """
    return float(page.evaluate(script, [address, number]))


def _scroll(recorder: Recorder, page: Page, direction: int, name: str, seconds: float) -> None:
    found: dict[str, Any] = page.evaluate(_SCROLL, [direction, PIXELS, seconds])
    recorder.add(f"{name}: a frame, p50", US, found["p50"], "ms")
    recorder.add(f"{name}: a frame, p99", US, found["p99"], "ms")
    recorder.add(f"{name}: late frames", US, found["late"], "%")
    recorder.add(f"{name}: jumps", US, found["jumps"], "times")
    recorder.add(f"{name}: frames that waited for messages", US, found["waits"], "%")
    recorder.add(f"{name}: passed", US, found["passed"], "messages", "higher")
    recorder.add(f"{name}: in the page", US, found["nodes"], "elements")
    recorder.add(f"{name}: JavaScript's memory", US, found["heap"], "MiB")


BENCHMARK = Benchmark("history", "a browser in a chat of 100,000 messages: opening it, scrolling both ways", run)
