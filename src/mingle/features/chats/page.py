"""What a page says of itself: Open Graph (ogp.me), Twitter cards, or its title.

It is read as a stream of tags, and no tree is built: however a page is written, that takes time and memory that grow
with its length alone.
"""

import codecs
import re
from typing import Any, Final, cast
from urllib.parse import urljoin, urlsplit

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType] - it has no stubs

from mingle.features.chats.preview_models import Page
from mingle.kernel.fetching import MAX_URL_LENGTH
from mingle.kernel.texts import CONTROL

MAX_TITLE: Final = 300
MAX_DESCRIPTION: Final = 1000
MAX_SITE: Final = 100
_MOST_TITLE_PIECES: Final = 100
_PIECE: Final = 16 * 1024
_NO_TEXT: Final = re.compile(rf"[{CONTROL}\ud800-\udfff\s]+")


def read_page(body: bytes, charset: str, url: str) -> Page | None:
    """What a page says of itself; None where it has no title.

    Args:
        body: the page, or its beginning.
        charset: what the server says of it; may be empty or wrong.
        url: where the page is, since it may name its picture from there.
    """
    said = _meta(body, _charset(body, charset))
    title = _line(said.get("og:title") or said.get("twitter:title") or said.get("title", ""), MAX_TITLE)
    if not title:
        return None
    described = said.get("og:description") or said.get("twitter:description") or said.get("description", "")
    site = _line(said.get("og:site_name", ""), MAX_SITE) or (urlsplit(url).hostname or "")[:MAX_SITE]
    image = said.get("og:image:secure_url") or said.get("og:image") or said.get("twitter:image", "")
    return Page(title, _line(described, MAX_DESCRIPTION) or None, site or None, _joined(url, image.strip()))


def _charset(body: bytes, said: str) -> str | None:
    """How a page is written: most are UTF-8, whatever is said of them. None lets its own `meta` decide."""
    decoder = codecs.getincrementaldecoder("utf-8")()  # it does not mind that the end is cut off
    try:
        decoder.decode(body)
    except UnicodeDecodeError:
        try:
            return codecs.lookup(said).name if said else None
        except LookupError:
            return None
    return "utf-8"


class _Target:
    """Takes the tags as they come; the first one of a name counts."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._title: list[str] | None = None

    def start(self, tag: str, attributes: Any) -> None:
        if tag == "title" and "title" not in self._found:
            self._title = []
        elif tag == "meta":
            name = str(attributes.get("property") or attributes.get("name") or "").lower()
            self._found.setdefault(name, str(attributes.get("content") or ""))

    def data(self, text: str) -> None:
        if self._title is not None and len(self._title) < _MOST_TITLE_PIECES:
            self._title.append(text)

    def end(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self._found.setdefault("title", "".join(self._title))
            self._title = None

    def close(self) -> dict[str, str]:
        return self._found


def _meta(body: bytes, charset: str | None) -> dict[str, str]:
    library = cast("Any", etree)
    try:
        parser: Any = library.HTMLParser(target=_Target(), encoding=charset, no_network=True)
        for start in range(0, len(body), _PIECE):
            parser.feed(body[start : start + _PIECE])
        found: dict[str, str] = parser.close()
    except (library.LxmlError, LookupError, ValueError):
        return {}
    return found


def _joined(url: str, image: str) -> str | None:
    if not image or len(image) > MAX_URL_LENGTH:
        return None
    try:
        return urljoin(url, image)
    except ValueError:
        return None


def _line(text: str, most: int) -> str:
    """One line of harmless characters, cut where it is too long."""
    line = _NO_TEXT.sub(" ", text[: 4 * most]).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "\u2026"
