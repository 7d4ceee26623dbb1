"""What a file is, by its first bytes. Its name and what its sender says of it decide nothing.

Only formats that Mingle decodes are told apart from each other by what they hold; everything else is a file to
download, whatever it may also be (SVG, HTML, playlists, programs).
"""

from pathlib import Path

from mingle.features.media.processing.contract import Kind, Sniffed

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_QUICKTIME_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}

DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/mp4": "mov",
    "video/webm": "matroska",
    "audio/webm": "matroska",
    "video/x-msvideo": "avi",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/amr": "amr",
}
"""ffmpeg's name of what reads a container. It is told, never asked to guess: playlists and scripts have no entry."""
IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic"})
_SHOWN_SUFFIXES = frozenset(
    "jpg jpeg png gif webp avif heic heif mp4 m4v mov webm mkv avi 3gp mp3 m4a aac ogg oga opus wav flac amr".split()
)
_SHOWN_TYPES = IMAGES | DEMUXERS.keys() | {"image/heif", "video/3gpp", "audio/opus", "audio/x-wav", "audio/mp3"}


def sniff(start: bytes) -> Sniffed:
    """What a file is whose first bytes (`HEAD_BYTES` are enough) these are."""
    mime = _by_start(start) or _by_brand(start) or _by_frame(start) or UNKNOWN
    return Sniffed(mime, _kind(mime))


def sniff_file(path: Path) -> Sniffed:
    """What the file at a path is."""
    with path.open("rb") as file:
        return sniff(file.read(HEAD_BYTES))


def claims_to_be_shown(name: str, mime: str) -> bool:
    """Whether a name or a declared type promises a picture, a video or a recording of a format that is decoded here."""
    is_of_type = mime.partition(";")[0].strip().lower() in _SHOWN_TYPES
    return is_of_type or name.rpartition(".")[2].lower() in _SHOWN_SUFFIXES


def without_pictures(mime: str) -> str:
    """The type of a container in which nothing moves: `video/webm` becomes `audio/webm`."""
    return {"video/quicktime": "audio/mp4"}.get(mime, mime).replace("video/", "audio/")


def with_pictures(mime: str) -> str:
    """The type of a container in which something moves."""
    return mime.replace("audio/", "video/")


def _kind(mime: str) -> Kind:
    if mime in IMAGES:
        return Kind.IMAGE
    if mime in DEMUXERS:
        return Kind(mime.partition("/")[0])
    return Kind.FILE


def _by_start(start: bytes) -> str | None:
    if start[:4] == b"RIFF":
        return _RIFF.get(start[8:12])
    return next((mime for magic, mime in _STARTS if start.startswith(magic)), None)


def _by_brand(start: bytes) -> str | None:
    """ISO base media (ISO/IEC 14496-12): the brands of the `ftyp` box tell pictures from video."""
    if start[4:8] in _QUICKTIME_ATOMS:
        return "video/quicktime"
    if start[4:8] != b"ftyp":
        return None
    size = min(int.from_bytes(start[:4], "big"), len(start))
    major, brands = start[8:12], {start[at : at + 4] for at in (8, *range(16, size - 3, 4))}
    if brands & _AVIF_BRANDS:
        return "image/avif"
    if brands & _HEIC_BRANDS:
        return "image/heic"
    if major in {b"M4A ", b"M4B "}:
        return "audio/mp4"
    return "video/quicktime" if major == b"qt  " else "video/mp4"


def _by_frame(start: bytes) -> str | None:
    """MPEG audio has no magic bytes: its first frame begins with a header that must make sense."""
    if len(start) < 4 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        return None
    version, layer, bitrate, rate = start[1] >> 3 & 3, start[1] >> 1 & 3, start[2] >> 4, start[2] >> 2 & 3
    if layer == 0 and version >= 2:
        return "audio/aac" if start[1] & 0xF0 == 0xF0 and start[2] >> 2 & 15 < 13 else None
    return "audio/mpeg" if version != 1 and layer != 0 and bitrate not in {0, 15} and rate != 3 else None
