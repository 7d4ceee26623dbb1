"""What can go wrong with a file."""

from mingle.kernel.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Gone,
    MingleError,
    PayloadTooLarge,
    RateLimited,
    UnsupportedMedia,
    ValidationFailed,
)


class FileTooLarge(PayloadTooLarge):
    """This file is larger than what is accepted here."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(f"This file is too large: at most {in_words(most_bytes)} are accepted.")


class WrongKind(UnsupportedMedia):
    """A file of this kind is not accepted here."""


class NotMultipart(UnsupportedMedia):
    """Send the file as multipart/form-data."""


class NotAChunk(UnsupportedMedia):
    """Send the bytes as application/offset+octet-stream."""


class EmptyFile(ValidationFailed):
    """This file is empty."""

    def __init__(self) -> None:
        super().__init__(details=[FieldError("file", "is empty")])


class LengthRequired(MingleError):
    """Say with Content-Length how much is coming."""

    status = 411


class PreconditionFailed(MingleError):
    """This server speaks another version of the protocol."""

    status = 412


class RangeNotSatisfiable(MingleError):
    """The file has no such part."""

    status = 416


class QuotaReached(RateLimited):
    """This is more than one person can upload in a day."""


class OffsetMismatch(Conflict):
    """The upload stands at another offset."""


class UploadExpired(Gone):
    """This upload was begun too long ago. Begin again."""


class FileInUse(Conflict):
    """This file is in use. Remove it from there first."""


class FileNotAccepted(Conflict):
    """This file was not accepted. Choose another one."""


class FileLinkExpired(Forbidden):
    """This link is no longer good. Load the page again."""


def in_words(size: int) -> str:
    """A size in bytes, as people say it."""
    for unit, bytes_ in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if size >= bytes_:
            return f"{size / bytes_:.4g} {unit}"
    return f"{size} bytes"
