"""Watches a page for whatever a person would find in its console: errors, warnings, refused styles and scripts."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import ConsoleMessage, Page, Response

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`))
"""


@asynccontextmanager
async def no_complaints(page: Page) -> AsyncGenerator[None]:
    """Fails when the page complains about anything inside the block."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.type}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", on_response)
    await page.add_init_script(REPORT_VIOLATIONS)
    yield
    assert complaints == [], complaints
