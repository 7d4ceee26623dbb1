"""Opens a page, and watches for what a person would find in its console: errors, warnings, refused styles, scripts."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import ConsoleMessage, Page, Request, Response, expect

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`))
"""
# The page itself has given a request up: it went elsewhere, or a player has heard enough.
GIVEN_UP = "net::ERR_ABORTED"
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
GOING = "/api/auth/logout"


async def open_app(page: Page, address: str) -> None:
    """Go to an address, and wait until the app has taken the place of the page that came as HTML."""
    await page.goto(address)
    await expect(page.locator("#prerendered")).to_have_count(0)


@asynccontextmanager
async def no_complaints(page: Page, *, in_a_tunnel: bool = False) -> AsyncGenerator[None]:
    """Fails when the page complains about anything inside the block.

    Whoever goes through a tunnel is without a network for a while: what fails for that alone is no complaint. Nor is it
    that what was still being asked for when somebody signed out is refused.
    """
    complaints: list[str] = []
    has_gone = False

    def complain(words: str) -> None:
        if not (in_a_tunnel and NO_NETWORK in words) and not (has_gone and "401" in words):
            complaints.append(words)

    def on_request(request: Request) -> None:
        nonlocal has_gone
        has_gone = has_gone or request.url.endswith(GOING)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complain(f"{message.type}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            complain(f"{response.status}: {response.url}")

    def on_failure(request: Request) -> None:
        if request.failure != GIVEN_UP:
            complain(f"{request.failure}: {request.url}")

    page.context.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("response", on_response)
    page.on("requestfailed", on_failure)
    await page.add_init_script(REPORT_VIOLATIONS)
    yield
    assert complaints == [], complaints
