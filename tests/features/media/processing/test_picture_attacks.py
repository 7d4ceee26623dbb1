"""Pictures that were made to break something. Each gets its own clear answer, and the server does not feel it."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import psutil
import pytest

from mingle.features.media.processing import Declared, Kind, Limits, Rejected
from mingle.features.media.processing.pictures import make_picture
from tests.features.media.processing import pictures
from tests.features.media.processing.conftest import Processing, Refusing

pytestmark = pytest.mark.anyio

VAST = 60_000
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>'
SCRIPT = b"<script>alert(document.domain)</script>"


def claiming(content: bytes, before: bytes, skip: int, layout: str) -> bytes:
    """A picture whose header says 60000 by 60000 where it said something else."""
    at = content.index(before) + len(before) + skip
    claim = struct.pack(layout, VAST, VAST)
    return content[:at] + claim + content[at + len(claim) :]


def bombs() -> dict[str, bytes]:
    small = pictures.two_colours(300, 200)
    clear = small.bandjoin(100)  # a WebP with alpha has the long header
    webp = clear.webpsave_buffer()
    edge = (VAST - 1).to_bytes(3, "little")
    at = webp.index(b"VP8X") + 12
    return {
        "png": pictures.png_claiming(VAST, VAST),
        "jpeg": claiming(small.jpegsave_buffer(), b"\xff\xc0", 3, ">HH"),
        "gif": claiming(claiming(pictures.gif(4, 4, 1), b"GIF89a", 0, "<HH"), b"\x2c", 4, "<HH"),
        "avif": claiming(small.heifsave_buffer(compression="av1"), b"ispe", 4, ">II"),
        "heic": claiming(pictures.HEIC_WITH_GPS.read_bytes(), b"ispe", 4, ">II"),
        "webp": webp[:at] + edge + edge + webp[at + 6 :],
    }


@pytest.mark.parametrize("extension", ["png", "jpeg", "gif", "avif", "heic"])
async def test_a_picture_that_claims_to_be_vast_is_refused(refusal: Refusing, extension: str) -> None:
    assert await refusal(bombs()[extension]) == "too_many_pixels"


async def test_a_webp_that_claims_to_be_vast_is_refused(refusal: Refusing) -> None:
    assert await refusal(bombs()["webp"]) in {"too_many_pixels", "damaged"}  # libwebp itself refuses to look at it


async def test_so_many_pixels_and_no_more(processed: Processing, refusal: Refusing) -> None:
    picture = pictures.two_colours(200, 100).pngsave_buffer()

    assert (await processed(picture, image_pixels=20_000)).width == 200
    assert await refusal(picture, image_pixels=19_999) == "too_many_pixels"


async def test_a_bomb_within_the_limits_is_decoded_in_little_memory(processed: Processing) -> None:
    """A hundred million pixels in 300 KB, and the process that asked does not grow."""
    rows = zlib.compress(bytes(10_000 * (1 + 3 * 10_000)), 9)
    bomb = pictures.png_claiming(10_000, 10_000, data=rows)
    assert len(bomb) < 400_000
    before = psutil.Process().memory_info().rss

    made = await processed(bomb)

    assert (made.width, made.height) == (2048, 2048)
    assert psutil.Process().memory_info().rss - before < 32 * 1024 * 1024


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
async def test_a_bomb_in_what_goes_along_with_a_png_does_not_burst(
    processed: Processing, folder: Path, name: bytes
) -> None:
    megabytes = 500
    pump = zlib.compressobj(9)
    packed = b"".join(pump.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + pump.flush()
    start = b"bomb\0\1\0\0\0" if name == b"iTXt" else b"bomb\0\0"
    bomb = pictures.png_claiming(
        10, 10, pictures.png_chunk(name, start + packed), data=zlib.compress(bytes(10 * (1 + 3 * 10)))
    )

    assert (await processed(bomb)).width == 10
    assert all(one.stat().st_size < 10_000 for one in folder.iterdir())


async def test_a_gif_of_ten_thousand_frames_is_refused(refusal: Refusing) -> None:
    assert await refusal(pictures.gif(2, 2, 10_000)) == "too_many_frames"


async def test_so_many_frames_and_no_more(processed: Processing, refusal: Refusing) -> None:
    assert (await processed(pictures.gif(4, 4, 600))).width == 4
    assert await refusal(pictures.gif(4, 4, 601)) == "too_many_frames"


async def test_few_frames_that_are_vast_are_refused_too(refusal: Refusing) -> None:
    assert await refusal(pictures.gif(20, 20, 10), animation_pixels=3999) == "too_many_frames"


@pytest.mark.parametrize("extension", ["jpeg", "png", "webp", "avif", "gif", "heic"])
async def test_half_a_picture_is_refused(refusal: Refusing, extension: str) -> None:
    whole = (
        pictures.HEIC_WITH_GPS.read_bytes()
        if extension == "heic"
        else pictures.textured(400, 300).write_to_buffer(f".{extension}")
    )

    assert await refusal(whole[: len(whole) * 2 // 3]) == "damaged"


@pytest.mark.parametrize(
    "start",
    [
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x00\x10\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x18ftypavif",
        b"\x00\x00\x00\x18ftypheic",
    ],
)
async def test_noise_after_the_right_first_bytes_is_refused(refusal: Refusing, start: bytes) -> None:
    noise = bytes(at * 7919 % 251 for at in range(5000))

    assert await refusal(start + noise) in {"damaged", "too_many_pixels"}  # noise may read as a vast size


@pytest.mark.parametrize("extension", ["gif", "jpeg", "png", "webp"])
async def test_what_hides_in_a_picture_is_gone(processed: Processing, extension: str) -> None:
    """A picture that is a page, an archive and a PDF as well is only a picture afterwards."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("evil.html", SCRIPT)
    hidden = b"/*" + SCRIPT + b"*/%PDF-1.7 <?php system(1); ?>" + archive.getvalue()
    original: bytes = pictures.two_colours().write_to_buffer(f".{extension}") + hidden
    if extension == "gif":  # and as a comment in the middle of it
        comment = b"\x21\xfe" + bytes([len(SCRIPT)]) + SCRIPT + b"\x00"
        at = original.index(b"\x2c\x00\x00\x00\x00")
        original = original[:at] + comment + original[at:]

    made = await processed(original)

    for one in made.variants:
        content = one.path.read_bytes()
        assert not any(word in content for word in (b"<script", b"%PDF", b"<?php", b"PK\x03\x04")), one.name


async def test_a_page_that_begins_like_a_gif_is_no_gif(refusal: Refusing) -> None:
    assert await refusal(b"GIF89a/*" + SCRIPT * 100 + b"*/=1;") in {"damaged", "too_many_pixels"}


@pytest.mark.parametrize("content", [SVG, b"<!doctype html>" + SCRIPT, b"%PDF-1.7\n", b"#!/bin/sh\nrm -rf /\n"])
async def test_what_could_be_run_is_a_file_to_download(processed: Processing, content: bytes) -> None:
    made = await processed(content, Declared(name="../../drawing.svg", mime="image/svg+xml"))

    assert made.kind is Kind.FILE
    assert [(one.name, one.mime) for one in made.variants] == [("original.bin", "application/octet-stream")]
    assert made.variants[0].path.read_bytes() == content


@pytest.mark.parametrize("name", ["photo.jpg", "PHOTO.JPEG", "a.b.png", "film.mp4", "song.mp3"])
async def test_what_is_not_what_its_name_says_is_refused(refusal: Refusing, name: str) -> None:
    assert await refusal(SVG, Declared(name=name)) == "not_what_it_says"


async def test_what_is_not_what_its_sender_says_is_refused(refusal: Refusing) -> None:
    assert await refusal(SVG, Declared(name="photo", mime="image/png; charset=utf-8")) == "not_what_it_says"


async def test_a_kind_that_does_not_belong_here_is_refused(refusal: Refusing) -> None:
    picture = pictures.two_colours().pngsave_buffer()

    assert await refusal(picture, Declared(kinds=frozenset({Kind.VIDEO}))) == "wrong_kind"
    assert await refusal(SVG, Declared(kinds=frozenset({Kind.IMAGE}))) == "wrong_kind"


async def test_nothing_is_no_file(refusal: Refusing) -> None:
    assert await refusal(b"", Declared(name="photo.jpg")) == "empty"


async def test_each_kind_has_its_own_size(processed: Processing, refusal: Refusing) -> None:
    picture = pictures.two_colours().pngsave_buffer()

    assert await refusal(picture, image_bytes=len(picture) - 1) == "too_large"
    assert (await processed(picture, image_bytes=len(picture), file_bytes=1)).kind is Kind.IMAGE
    assert await refusal(SVG, file_bytes=len(SVG) - 1) == "too_large"


@pytest.mark.parametrize("extension", ["tif", "pdf", "svg", "v"])
async def test_readers_that_were_not_asked_for_stay_shut(folder: Path, extension: str) -> None:
    """libvips itself would read these; it is told which one format it may."""
    source = folder / f"picture.{extension}"
    if extension in {"tif", "v"}:
        pictures.two_colours().write_to_file(str(source))
    else:
        source.write_bytes(SVG if extension == "svg" else b"%PDF-1.7\n")

    with pytest.raises(Rejected) as refused:
        await make_picture(source, "image/png", folder, Limits())

    assert refused.value.code == "damaged"


async def test_an_archive_is_never_unpacked(processed: Processing, refusal: Refusing) -> None:
    """A zip bomb is some bytes to download, and no photo."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros", "w", force_zip64=True) as member,
    ):
        for _ in range(200):
            member.write(bytes(1024 * 1024))
    bomb = packed.getvalue()
    assert len(bomb) < 300_000

    made = await processed(bomb, Declared(name="holiday.zip"))

    assert (made.kind, made.mime) == (Kind.FILE, "application/zip")
    assert made.variants[0].path.stat().st_size == len(bomb)
    assert await refusal(bomb, Declared(name="holiday.jpg")) == "not_what_it_says"
