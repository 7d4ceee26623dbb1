"""People whom others can come upon, ready before the page that a test opens: how one begins has tests of its own."""

from typing import Any

from playwright.async_api import Page

from tests.browser.uploading import photo
from tests.support.eventually import eventually

GUEST = {"birthdate": "1990-04-01", "gender": "woman", "session": "cookie"}
PREFERENCES = {"genders": ["woman", "man"], "ageMin": 28, "ageMax": 40, "goals": []}


async def come_in(page: Page, name: str) -> str:
    """Let the page's browser be a guest's who has a photo and can be seen; their id."""
    session = await _ask(page, "POST", "/auth/guest", data={**GUEST, "name": name})
    headers = {"Authorization": f"Bearer {session['accessToken']}"}
    await _ask(page, "PUT", "/user/me/preferences", data=PREFERENCES, headers=headers)
    picture = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    photo_id = (await _ask(page, "POST", "/media/selfie", multipart={"file": picture}, headers=headers))["file"]["id"]

    async def is_seen() -> bool:
        file: dict[str, Any] = (await _ask(page, "GET", f"/files/{photo_id}", headers=headers))["file"]
        return file["status"] == "ready"

    await eventually(is_seen, "the photo can be seen")
    await page.goto("/manifest.webmanifest")  # light, and of the same origin
    await page.evaluate("(user) => localStorage.setItem('signedIn', JSON.stringify(user))", session["user"])
    await page.goto("/you")
    await page.mouse.click(1, 1)  # browsers let a page sound only once it was touched
    return str(session["user"]["id"])


async def _ask(page: Page, method: str, path: str, **more: Any) -> Any:
    answer = await page.request.fetch(f"/api{path}", method=method, **more)
    assert answer.ok, await answer.text()
    return (await answer.json())["data"]
