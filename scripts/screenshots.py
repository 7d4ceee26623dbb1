#!/usr/bin/env python3
"""Pictures of the running app for README.md: `make screenshots`.

Starts Mingle on a folder of its own, with people who do not exist, lets some of them meet and write, and takes each
screen at the size of a telephone and of a desktop, in light and in dark. The same people come each time.
"""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import pyvips
from playwright.async_api import Browser, Page, async_playwright

from mingle.kernel.seeding import SEED_PASSWORD
from mingle.seeding import Population

FOLDER = Path(__file__).parents[1] / "docs" / "images" / "screenshots"
PEOPLE: Final = 300
MAX_BYTES: Final = 150_000
START_SECONDS: Final = 180.0
SIZES: Final = {"phone": (390, 844, 2), "desktop": (1280, 800, 1)}
TALK: Final = (
    ("them", "You were right about the little cinema. The usher remembered your laugh."),
    ("me", "He remembers everybody who cries at cartoons."),
    ("them", "Then he will remember me as well. Same row on Friday?"),
    ("me", "Same row. I bring the good liquorice."),
    ("them", "Deal. And before that a short video date, so that I can practise not blushing?"),
)
OTHERS: Final = (
    "I will be the one with the green umbrella.",
    "Two cats, one balcony, no regrets.",
    "See you at eight!",
)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@asynccontextmanager
async def running(folder: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """Mingle on a folder, with its people; a client of it."""
    mingle = shutil.which("mingle") or str(Path(sys.executable).with_name("mingle"))
    port = free_port()
    environment = {
        **os.environ,
        "MINGLE_DATA_DIR": str(folder),
        "MINGLE_PORT": str(port),
        "MINGLE_PUBLIC_URL": f"http://localhost:{port}",
        "MINGLE_SPEED_DATING_HOSTS": "everybody",
        "MINGLE_RATE_LIMITS": "false",
    }
    seeding = await asyncio.create_subprocess_exec(mingle, "seed", "--people", str(PEOPLE), env=environment)
    assert await seeding.wait() == 0
    process = await asyncio.create_subprocess_exec(mingle, "up", env=environment)
    try:
        url = f"http://localhost:{port}"
        async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, trust_env=False, timeout=30) as client:
            async with asyncio.timeout(START_SECONDS):
                while not await is_there(client):  # noqa: ASYNC110  # another process cannot say so
                    await asyncio.sleep(0.2)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def is_there(client: httpx.AsyncClient) -> bool:
    """Whether the server answers."""
    try:
        return (await client.get("/health")).json()["status"] == "ok"
    except (httpx.TransportError, KeyError, ValueError):
        return False


class Somebody:
    """A person who does not exist, signed in."""

    def __init__(self, client: httpx.AsyncClient, user: dict[str, Any], token: str) -> None:
        self.id: str = user["id"]
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        """The data of an answer."""
        answer = await self._client.request(method, path, headers=self._headers, json=body or None)
        answer.raise_for_status()
        return answer.json()["data"]


async def sign_in(client: httpx.AsyncClient, username: str) -> Somebody:
    """Somebody by their username."""
    answer = await client.post("/api/auth/login", json={"login": username, "password": SEED_PASSWORD})
    answer.raise_for_status()
    data = answer.json()["data"]
    return Somebody(client, data["user"], data["accessToken"])


async def let_them_meet(client: httpx.AsyncClient, username: str) -> str:
    """Let somebody have matches and chats, and an evening to come; the chat with most in it."""
    me = await sign_in(client, username)
    everybody = {"genders": ["woman", "man", "nonbinary", "other"], "ageMin": 25, "ageMax": 40, "maxDistanceKm": None}
    await me.ask("PUT", "/api/user/me/preferences", **everybody)
    cards = (await me.ask("GET", "/api/discovery"))["items"]
    usernames = {str(one.id): one.username for one in map(Population(0).person, range(PEOPLE))}
    chats: list[str] = []
    for card, last in zip(cards[: 1 + len(OTHERS)], ("", *OTHERS), strict=False):
        other = await sign_in(client, usernames[card["user"]["id"]])
        await me.ask("POST", "/api/likes", userId=other.id, kind="like")
        await other.ask("POST", "/api/likes", userId=me.id, kind="like")
        chat = (await me.ask("POST", "/api/chats", type="private", memberIds=[other.id]))["chat"]
        chats.append(chat["id"])
        said = TALK if not last else (("them", last),)
        for number, (who, text) in enumerate(said):
            author = me if who == "me" else other
            await author.ask("POST", "/api/messages", chatId=chat["id"], clientId=f"s{number}", content=text)
    friday = datetime.now(UTC).replace(hour=19, minute=0, second=0, microsecond=0)
    friday += timedelta(days=(4 - friday.weekday()) % 7 or 7)
    evening = {"title": "Friday, five rounds", "rounds": 5, "roundSeconds": 240, "breakSeconds": 30, "capacity": 40}
    await me.ask(
        "POST", "/api/speed-dating", startsAt=friday.isoformat(), description="Bring a drink and a question.", **evening
    )
    return chats[0]


async def take(page: Page, name: str) -> None:
    """One picture, as small as it looks well."""
    await page.wait_for_load_state("networkidle")
    await page.evaluate("document.fonts.ready")
    await page.wait_for_function("document.querySelector('main [aria-busy=true]') === null")
    await page.wait_for_function("[...document.images].every((one) => one.complete)")
    shot: Any = pyvips.Image.new_from_buffer(await page.screenshot(animations="disabled", caret="hide"), "")
    path = FOLDER / f"{name}.webp"
    for quality in (85, 75, 60, 45):
        shot.webpsave(str(path), Q=quality, effort=6, strip=True)
        if path.stat().st_size <= MAX_BYTES:
            break
    print(f"{path.name}: {path.stat().st_size // 1000} KB")


async def walk(browser: Browser, client: httpx.AsyncClient, username: str, chat_id: str) -> None:
    """Every screen, at every size, in light and in dark."""
    site = str(client.base_url).rstrip("/")
    screens = {"meet": "/meet", "chats": f"/chats/{chat_id}", "dates": "/dates", "you": "/you"}
    for size, (width, height, scale) in SIZES.items():
        for scheme in ("light", "dark"):
            context = await browser.new_context(
                base_url=site,
                color_scheme=scheme,
                device_scale_factor=scale,
                has_touch=size == "phone",
                is_mobile=size == "phone",
                locale="en-GB",
                reduced_motion="reduce",
                viewport={"width": width, "height": height},
            )
            page = await context.new_page()
            await page.goto("/")
            await page.get_by_role("heading", level=1).wait_for()
            await take(page, f"welcome-{size}-{scheme}")
            await page.goto("/sign-in")
            await page.get_by_label("E-mail or username").fill(username)
            await page.get_by_label("Password", exact=True).fill(SEED_PASSWORD)
            await page.get_by_role("button", name="Sign in", exact=True).click()
            await page.wait_for_url(lambda url: "/sign-in" not in url)
            for screen, path in screens.items():
                await page.goto(path)
                await page.get_by_role("main").wait_for()
                await take(page, f"{screen}-{size}-{scheme}")
            await context.close()


async def main() -> None:
    """Take all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    people = map(Population(0).person, range(PEOPLE))
    username = next(one.username for one in people if 1990 <= one.birthdate.year <= 1997)
    with TemporaryDirectory(prefix="mingle-screenshots-") as folder:
        async with running(Path(folder) / "var") as client:
            chat_id = await let_them_meet(client, username)
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                await walk(browser, client, username, chat_id)


if __name__ == "__main__":
    asyncio.run(main())
