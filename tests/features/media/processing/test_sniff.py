"""What the first bytes of a file say that it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingle.features.media.processing import Kind, sniff


@pytest.mark.parametrize(
    ("start", "mime", "kind"),
    [
        (b"\xff\xd8\xff\xe1", "image/jpeg", Kind.IMAGE),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp", Kind.IMAGE),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav", Kind.AUDIO),
        (b"RIFF\x24\x00\x00\x00ACON", "application/octet-stream", Kind.FILE),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "image/avif", Kind.IMAGE),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "image/avif", Kind.IMAGE),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic", Kind.IMAGE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic", Kind.IMAGE),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42", "video/mp4", Kind.VIDEO),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "video/quicktime", Kind.VIDEO),
        (b"\x00\x00\x00\x08wide\x00\x00\x00\x08mdat", "video/quicktime", Kind.VIDEO),
        (b"\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00M4A ", "audio/mp4", Kind.AUDIO),
        (b"\x1a\x45\xdf\xa3\x01", "video/webm", Kind.VIDEO),
        (b"\xff\xfb\x90\x64", "audio/mpeg", Kind.AUDIO),
        (b"\xff\xf1\x50\x80", "audio/aac", Kind.AUDIO),
        (b"\xff\xff\xff\xff", "application/octet-stream", Kind.FILE),
        (b"\xff\xfb\xf0\x00", "application/octet-stream", Kind.FILE),
        (b"%PDF-1.7", "application/pdf", Kind.FILE),
        (b"PK\x03\x04", "application/zip", Kind.FILE),
        (b"#EXTM3U\n", "application/octet-stream", Kind.FILE),
        (b"<svg xmlns=", "application/octet-stream", Kind.FILE),
        (b"<!doctype html>", "application/octet-stream", Kind.FILE),
        (b" GIF89a", "application/octet-stream", Kind.FILE),
        (b"II*\x00", "application/octet-stream", Kind.FILE),
        (b"", "application/octet-stream", Kind.FILE),
    ],
)
def test_the_first_bytes_decide(start: bytes, mime: str, kind: Kind) -> None:
    found = sniff(start)

    assert (found.mime, found.kind) == (mime, kind)


@given(st.binary(max_size=64))
def test_any_bytes_are_something(start: bytes) -> None:
    assert sniff(start).kind in Kind


@given(st.binary(max_size=64))
def test_no_brand_makes_a_page_of_a_movie(rest: bytes) -> None:
    assert sniff(b"\x00\x00\x00\x40ftyp" + rest).mime in {
        "image/avif",
        "image/heic",
        "audio/mp4",
        "video/mp4",
        "video/quicktime",
    }
