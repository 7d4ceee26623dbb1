"""Evenings of speed dating in real browsers: one is found, signed up for, gone into, and played to its yeses."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from mingle.settings import Settings
from tests.browser.calling import goes_on, people
from tests.browser.conftest import serving
from tests.browser.dating import after, is_seen, over, room
from tests.browser.session import ask
from tests.browser.test_people import no_serious_violations, title
from tests.browser.watch import no_complaints
from tests.features.discovery.feed_world import run_sql
from tests.support.door import Door

pytestmark = pytest.mark.anyio


async def open_evening(page: Page, name: str, minutes: int, rounds: int = 3) -> None:
    """An evening that begins in so many minutes, whose host is the person of this page."""
    starts_at = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
    draft = {"title": name, "startsAt": starts_at, "rounds": rounds, "roundSeconds": 180, "breakSeconds": 20}
    await ask(page, "POST", "/speed-dating", draft)


async def test_an_evening_is_found_and_gone_into(browser: Browser, own: Settings, door: Door) -> None:
    async with (
        serving(own.model_copy(update={"speed_dating_hosts": "everybody"}), door),
        people(browser, own.public_url, "Ines", "Tomas") as ((ines, _, _), (tomas, _, _)),
        no_complaints(tomas),
    ):
        await open_evening(ines, "Slow Thursday", 60)
        await open_evening(ines, "Right now", 10)
        await tomas.goto(f"{own.public_url}/dates")
        evenings = tomas.get_by_role("list", name="Speed-dating evenings")
        await expect(evenings.get_by_role("listitem")).to_have_count(2)
        await no_serious_violations(tomas)
        await evenings.get_by_role("link", name="Slow Thursday").click()
        await expect(title(tomas, "Slow Thursday")).to_be_visible()
        await tomas.get_by_role("button", name="Take part").click()
        await expect(tomas.get_by_role("button", name="Do not take part")).to_be_visible()
        await expect(tomas.get_by_role("heading", name="Begins in")).to_be_visible()
        await no_serious_violations(tomas)

        await tomas.get_by_role("link", name="Back to Dates").click()
        await expect(evenings.get_by_text("You take part")).to_be_visible()
        await evenings.get_by_role("link", name="Right now").click()
        await tomas.get_by_role("button", name="Go in").click()
        await expect(tomas.get_by_text("You are in. Stay on this page")).to_be_visible()
        await no_serious_violations(tomas)
        await tomas.get_by_role("button", name="Leave").click()
        await expect(tomas.get_by_role("button", name="Go in")).to_be_visible()


async def go_to(page: Page, site: str, evening: str) -> None:
    """From the list into an evening whose doors are open."""
    await page.goto(f"{site}/dates")
    await page.get_by_role("list", name="Speed-dating evenings").get_by_role("link", name=evening).click()
    await page.get_by_role("button", name="Go in").click()


async def go_in(page: Page, site: str, evening: str) -> None:
    await go_to(page, site, evening)
    await expect(page.get_by_text("You are in. Stay on this page")).to_be_visible()


def end_round(own: Settings, pause: str = "0 s") -> None:
    """The clock is the server's: where it says that a round is over, it is. What is next comes so much later."""
    run_sql(own, f"UPDATE speed_events SET round_ends_at = now(), due_at = now() + interval '{pause}'")
    run_sql(own, "UPDATE calls SET ends_at = now(), due_at = now() WHERE state = 'active'")


async def test_an_evening_is_played_to_its_mutual_yeses(browser: Browser, own: Settings, door: Door) -> None:
    async with (
        serving(own.model_copy(update={"speed_dating_hosts": "everybody"}), door),
        people(browser, own.public_url, "Ines", "Tomas") as ((ines, _, _), (tomas, _, _)),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        both = ((ines, "Tomas"), (tomas, "Ines"))
        await open_evening(ines, "Right now", 10, rounds=1)
        for page, _ in both:
            await go_in(page, own.public_url, "Right now")
        await expect(ines.get_by_text("2 people are here")).to_be_visible()
        # The clock is the server's: where it says that the time has come, it has.
        run_sql(own, "UPDATE speed_events SET starts_at = now(), due_at = now()")
        for page, other in both:
            await expect(room(page).get_by_text("Right now, round 1 of 1")).to_be_visible()
            await goes_on(page, "video")
            await is_seen(page, other)
            await no_serious_violations(page)
        end_round(own)
        for page, _ in both:
            await expect(over(page, "That was your time")).to_be_visible()
            await after(page).get_by_role("button", name="Yes, I would").click()
        for page, other in both:
            await expect(over(page, f"You and {other} would meet again")).to_be_visible()
            await after(page).get_by_role("button", name="Done").click()
            await expect(page.get_by_role("heading", name="The evening is over")).to_be_visible()
            yeses = page.get_by_role("list", name="You would both meet again")
            await expect(yeses.get_by_role("link", name=other)).to_contain_text("Round 1")
            await no_serious_violations(page)


UNPAIRED = re.compile("Nobody was left for you in this round. You come first in the next one. This round lasts")
LATE = re.compile("Your next date begins by itself, with the next round. This round lasts")


async def test_who_sits_a_round_out_and_who_comes_late_meet_in_the_next(
    browser: Browser, own: Settings, door: Door
) -> None:
    async with (
        serving(own.model_copy(update={"speed_dating_hosts": "everybody"}), door),
        people(browser, own.public_url, "Ines", "Tomas", "Mara", "Jonas") as callers,
    ):
        *early, late = [caller.page for caller in callers]
        await open_evening(early[0], "Right now", 10, rounds=2)
        for page in early:
            await go_in(page, own.public_url, "Right now")
            await expect(page.get_by_role("heading", name=re.compile(r"Begins in \d:\d\d"))).to_be_visible()
        run_sql(own, "UPDATE speed_events SET starts_at = now(), due_at = now()")
        for page in early:
            await expect(room(page).or_(page.get_by_text(UNPAIRED))).to_be_visible()
        met = [page for page in early if await room(page).count() == 1]
        (alone,) = [page for page in early if page not in met]
        await expect(alone.get_by_role("heading", name="Round 1 of 2")).to_be_visible()
        await no_serious_violations(alone)

        await go_to(late, own.public_url, "Right now")
        await expect(late.get_by_text(LATE)).to_be_visible()

        end_round(own, pause="1 hour")
        for page in met:
            await expect(over(page, "That was your time")).to_be_visible()
        await late.reload()
        await expect(late.get_by_role("heading", name="A moment to breathe")).to_be_visible()
        await expect(late.get_by_text(re.compile(r"The next round begins in 0:\d\d"))).to_be_visible()
        await no_serious_violations(late)
        await late.get_by_role("button", name="Go in").click()
        await expect(late.get_by_role("button", name="Leave")).to_be_visible()
        run_sql(own, "UPDATE speed_events SET due_at = now()")
        for page in (*early, late):
            await expect(room(page).get_by_text("Right now, round 2 of 2")).to_be_visible()
