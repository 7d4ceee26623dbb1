"""Links to what is served: signed, good for a while, and needing no database to be checked."""

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from mingle.features.media import policy
from mingle.features.media.errors import FileLinkExpired
from mingle.features.media.models import FileRow, Purpose
from mingle.features.media.processing import Kind
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


def query(signer: Signer, file: FileRow, now: datetime) -> str:
    """What a link to any form of a file ends with: who may see one may see all, so one signature does for a file."""
    if policy.is_public(file.purpose):
        return ""
    name = file.name if file.kind is Kind.FILE else ""
    return signed(signer, file.id, policy.link_expiry(file.purpose, now), name)


def signed(signer: Signer, file_id: UUID, expires: int, name: str = "") -> str:
    """The same, good until a moment, in seconds since 1970; with the name under which a browser saves it."""
    saved_as = f"&name={quote(name, safe='')}" if name else ""
    return f"?expires={expires}{saved_as}&signature={_signature(signer, file_id, expires, name)}"


def folder(file_id: UUID) -> str:
    """What links to all forms of a file begin with, from the root of the site; their name and the query follow."""
    return f"/api/files/{file_id}/"


def require_good(signer: Signer, file_id: UUID, now: datetime, *, expires: int, name: str, signature: str) -> None:
    """See that we have made this link, and that its time is not over.

    Raises:
        FileLinkExpired: whatever is wrong with it.
    """
    good = _signature(signer, file_id, expires, name)
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
    return headers(variant, file.name, stored_cache(file.purpose))


def stored_cache(purpose: Purpose) -> str:
    """For how long what a store serves may be kept."""
    return PUBLIC_CACHE if policy.is_public(purpose) else "private, max-age=3600, immutable"


def _signature(signer: Signer, file_id: UUID, expires: int, name: str) -> str:
    text = f"{file_id}\n{expires}\n{name}"
    return urlsafe_b64encode(signer.digest("file link", text)).rstrip(b"=").decode()
