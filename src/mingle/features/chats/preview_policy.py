"""Which links have previews, and how long those are good."""

import re
from datetime import timedelta
from typing import Final

import httpx

from mingle.kernel.fetching import MAX_URL_LENGTH
from mingle.kernel.ratelimit import RateLimit

PREVIEW_LIMIT = RateLimit("link_previews", "120/hour", counts="shared", fails="closed")
"""Pages that are fetched for one person: more would be asking too much of others."""
GOOD_FOR: Final = timedelta(days=1)
FAILED_FOR: Final = timedelta(hours=1)
CLAIMED_FOR: Final = timedelta(seconds=30)
MOST_TOLD: Final = 1000
PAGE_BYTES: Final = 512 * 1024
PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
PICTURE_BYTES: Final = 5 * 1024 * 1024
PICTURES: Final = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})

# As the web app finds them (richText.ts); what stands in code is no link.
_CODE: Final = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_LINK: Final = re.compile(r"(?<!\w)https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_TAIL: Final = ".,;:!?'\"*_~|"


def first_link(content: str) -> str | None:
    """The address of the first page that a text links to, without its fragment; None where it links to none."""
    for found in _LINK.finditer(_CODE.sub(" ", content)):
        text = found[0]
        while text and (text[-1] in _TAIL or (text[-1] in ")]" and not _is_balanced(text))):
            text = text[:-1]
        try:
            url = httpx.URL(text).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError):
            continue
        if url.host and not url.userinfo and len(str(url)) <= MAX_URL_LENGTH and str(url).isascii():
            return str(url)
    return None


def _is_balanced(text: str) -> bool:
    """Whether what a bracket at the end closes was opened in the address: Wikipedia has such."""
    opening, closing = ("(", ")") if text[-1] == ")" else ("[", "]")
    return text.count(closing) <= text.count(opening)
