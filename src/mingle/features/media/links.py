"""Links to what is served: signed, good for a while, and needing no database to be checked."""

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import datetime
from urllib.parse import quote, urlencode
from uuid import UUID

from mingle.features.media import policy
from mingle.features.media.errors import FileLinkExpired
from mingle.features.media.models import FileRow
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer

DOWNLOADED = "application/octet-stream"
PUBLIC_CACHE = "public, max-age=31536000, immutable"
# All that is ever shown by a browser; each is made by us, or checked to be what its name says. Never HTML, SVG or XML.
_SHOWN = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
}

_VARIANT = re.compile(r"[a-z0-9]{1,20}\.[a-z0-9]{1,10}")


def mime_of(variant: str) -> str:
    """The type under which a form of a file is served, by its name alone."""
    return _SHOWN.get(variant.rpartition(".")[2], DOWNLOADED)


def key_of(file_id: UUID, variant: str, *, is_public: bool) -> str:
    """Where a form of a file lies in the store."""
    return f"{'public' if is_public else 'files'}/{file_id}/{variant}"


def url(signer: Signer, file: FileRow, variant: str, now: datetime) -> str:
    """A link to a form of a file, from the root of the site."""
    path = f"/api/files/{file.id}/{variant}"
    if policy.is_public(file.purpose):
        return path
    expires = policy.link_expiry(file.purpose, now)
    name = file.name if mime_of(variant) == DOWNLOADED else ""
    query = {"expires": str(expires), **({"name": name} if name else {})}
    query["signature"] = _signature(signer, file.id, variant, expires, name)
    return f"{path}?{urlencode(query)}"


def require_good(
    signer: Signer, file_id: UUID, variant: str, now: datetime, *, expires: int, name: str, signature: str
) -> None:
    """See that we have made this link, and that its time is not over.

    Raises:
        FileLinkExpired: whatever is wrong with it.
    """
    good = _signature(signer, file_id, variant, expires, name)
    if not hmac.compare_digest(good.encode(), signature.encode()) or expires <= now.timestamp():
        raise FileLinkExpired


def require_variant(name: str) -> None:
    """See that it is a name that a form of a file may have.

    Raises:
        NotFound: it is none.
    """
    if _VARIANT.fullmatch(name) is None:
        raise NotFound


def disposition(variant: str, name: str) -> str | None:
    """What a browser does with it: saves it under its name (RFC 6266), or, for what may be shown, as it likes."""
    if mime_of(variant) != DOWNLOADED:
        return None
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in name)
    quoted = quote(name or "file", safe="")
    return f"attachment; filename=\"{ascii_name or 'file'}\"; filename*=UTF-8''{quoted}"


def headers(variant: str, name: str, cache: str) -> dict[str, str]:
    """With which a form of a file is served, by us or by a store that browsers fetch it from themselves."""
    saved_as = disposition(variant, name)
    return {
        "content-type": mime_of(variant),
        "cache-control": cache,
        **({"content-disposition": saved_as} if saved_as else {}),
    }


def stored_headers(file: FileRow, variant: str) -> dict[str, str]:
    """With which a store serves it; links to there change, so what is cached by them soon is of no use."""
    cache = PUBLIC_CACHE if policy.is_public(file.purpose) else "private, max-age=3600, immutable"
    return headers(variant, file.name, cache)


def _signature(signer: Signer, file_id: UUID, variant: str, expires: int, name: str) -> str:
    text = f"{file_id}/{variant}\n{expires}\n{name}"
    return urlsafe_b64encode(signer.digest("file link", text)).rstrip(b"=").decode()
