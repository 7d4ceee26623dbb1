"""What a page asks of the API, in the session that its cookie is for."""

from typing import Any

from playwright.async_api import Page

RENEW = """
async () => {
  const headers = { "Content-Type": "application/json" }
  const answer = await fetch("/api/auth/refresh", { method: "POST", headers, body: '{"session": "cookie"}' })
  return (await answer.json()).data
}
"""
ASK = """
async ([method, path, body, token]) => {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` }
  return await (await fetch(`/api${path}`, { method, headers, body: JSON.stringify(body) })).json()
}
"""


async def session_of(page: Page) -> dict[str, Any]:
    """Who is signed in, and an access token of theirs."""
    session: dict[str, Any] = await page.evaluate(RENEW)
    return session


async def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """What the API answers, which is no error."""
    token = (await session_of(page))["accessToken"]
    answer = await page.evaluate(ASK, [method, path, body, token])
    assert answer["success"], answer
    return answer["data"]
