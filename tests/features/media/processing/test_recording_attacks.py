"""Recordings that were made to break something, to read what is not theirs, or to call somebody."""

import asyncio
import socket
import struct
import zlib
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from mingle.features.media.processing import Declared, Kind, Limits, Rejected, ffmpeg
from mingle.features.media.processing.sandbox import Budget
from mingle.features.media.processing.video import make_video
from tests.features.media.processing import recordings
from tests.features.media.processing.conftest import Processing, Refusing, family_in
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

SECRET = b"words that nobody may read"


@pytest.fixture
def listener() -> Generator[socket.socket]:
    """Somebody whom a malicious file would have us call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def was_called(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


def scripts(address: str, secret: Path) -> dict[str, bytes]:
    """Files by which ffmpeg, left to guess, reads other files and calls other servers."""
    return {
        "playlist": f"#EXTM3U\n#EXT-X-MEDIA-TYPE:VOD\n#EXTINF:10.0,\n{address}\n#EXT-X-ENDLIST\n".encode(),
        "concat": f"ffconcat version 1.0\nfile {secret.name}\n".encode(),
        "dash": f'<?xml version="1.0"?><MPD><Period><BaseURL>{address}</BaseURL></Period></MPD>'.encode(),
        "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    }


@pytest.mark.parametrize("kind", ["playlist", "concat", "dash", "sdp"])
async def test_a_script_named_as_a_video_is_refused_and_calls_nobody(
    refusal: Refusing, listener: socket.socket, tmp_path: Path, kind: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(SECRET)
    script = scripts(f"http://127.0.0.1:{listener.getsockname()[1]}/x.ts", secret)[kind]

    assert await refusal(script, Declared(name="film.mp4", mime="video/mp4")) == "not_what_it_says"
    assert not was_called(listener)


@pytest.mark.parametrize("kind", ["playlist", "concat", "dash", "sdp"])
@pytest.mark.parametrize("demuxer", ["mov", "matroska", "avi", "ogg", "mp3"])
async def test_ffmpeg_itself_reads_no_script(
    listener: socket.socket, tmp_path: Path, folder: Path, kind: str, demuxer: str
) -> None:
    """Were one to get past the first bytes: ffmpeg is told the format, and which formats and protocols there are."""
    secret = tmp_path / "secret.mp3"
    recordings.sound(secret, "sine=440:duration=1")
    script = tmp_path / "film.mp4"
    script.write_bytes(scripts(f"http://127.0.0.1:{listener.getsockname()[1]}/x.ts", secret)[kind])

    with pytest.raises(Rejected) as refused:
        await ffmpeg.probe(script, demuxer, folder)

    assert refused.value.code == "damaged"
    assert not was_called(listener)


async def test_a_movie_that_refers_to_another_file_does_not_read_it(processed: Processing, tmp_path: Path) -> None:
    """QuickTime may name a file that holds its samples."""
    other = recordings.video(tmp_path / "other.mov", "320x180", 1)
    content = other.read_bytes()
    own = content.index(b"url \x00\x00\x00\x01")
    named = str(other).encode() + b"\0"
    reference = struct.pack(">I", 12 + len(named)) + b"url \x00\x00\x00\x00" + named
    moov_only = content[: own - 4] + reference + content[own + 8 :]

    with pytest.raises(Rejected) as refused:
        await processed(moov_only)

    assert refused.value.code == "damaged"


async def test_a_movie_without_its_header_is_refused(refusal: Refusing, tmp_path: Path) -> None:
    film = recordings.video(tmp_path / "film.mp4", "320x180", 2).read_bytes()

    assert await refusal(film[: film.index(b"moov")]) == "damaged"
    assert await refusal(film[: film.index(b"moov") + 300]) == "damaged"


@pytest.mark.parametrize("extension", ["mp4", "webm"])
async def test_half_a_movie_is_refused(refusal: Refusing, tmp_path: Path, extension: str) -> None:
    options = ("-movflags", "+faststart") if extension == "mp4" else ("-c:v", "libvpx", "-c:a", "libopus")
    film = recordings.video(
        tmp_path / f"film.{extension}", "320x180", 4, *options, filters="noise=alls=40"
    ).read_bytes()

    assert await refusal(film[: len(film) // 2]) == "damaged"


@pytest.mark.parametrize(
    "start",
    [recordings.FTYP, b"\x1a\x45\xdf\xa3", b"OggS", b"RIFF\0\0\0\0AVI ", b"RIFF\0\0\0\0WAVE", b"fLaC", b"ID3\4"],
)
async def test_noise_after_the_right_first_bytes_is_refused(refusal: Refusing, start: bytes) -> None:
    assert await refusal(start + bytes(at * 7919 % 251 for at in range(20_000))) == "damaged"


async def test_a_header_that_lies_of_its_dimensions_changes_nothing(processed: Processing, tmp_path: Path) -> None:
    film = recordings.video(tmp_path / "film.mp4", "320x180", 1).read_bytes()
    at = film.index(b"avc1", film.index(b"stsd")) + 4 + 24
    assert film[at : at + 4] == struct.pack(">HH", 320, 180)

    made = await processed(film[:at] + struct.pack(">HH", 60_000, 60_000) + film[at + 4 :])

    assert (made.width, made.height) == (320, 180)


async def test_vast_frames_are_refused_before_they_are_decoded(refusal: Refusing, tmp_path: Path) -> None:
    film = recordings.make(tmp_path / "film.avi", "-f", "lavfi", "-i", "color=s=6400x6400:r=1:d=1", "-c:v", "mjpeg")

    assert await refusal(film) == "too_many_pixels"


async def test_frames_that_grow_vast_on_the_way_are_not_decoded(tmp_path: Path, folder: Path) -> None:
    """A header may lie: the limit holds for every frame."""
    film = recordings.make(tmp_path / "film.avi", "-f", "lavfi", "-i", "color=s=6400x6400:r=1:d=1", "-c:v", "mjpeg")
    claim = ffmpeg.Streams(duration_ms=1000, width=320, height=180)

    with pytest.raises(Rejected) as refused:
        await make_video(film, "avi", claim, folder, Limits())

    assert refused.value.code == "damaged"


async def test_so_long_and_no_longer(processed: Processing, refusal: Refusing, tmp_path: Path) -> None:
    film = recordings.video(tmp_path / "film.mp4", "320x180", 3)
    song = recordings.sound(tmp_path / "song.mp3", "sine=440:duration=3")

    assert (await processed(film, video_seconds=4)).kind is Kind.VIDEO
    assert await refusal(film, video_seconds=2) == "too_long"
    assert await refusal(song, audio_seconds=2) == "too_long"


async def test_what_does_not_say_how_long_it_is_is_cut_and_refused(refusal: Refusing, tmp_path: Path) -> None:
    live = recordings.sound(tmp_path / "live.webm", "sine=440:duration=8", "-c:a", "libopus", "-live", "1")
    film = recordings.video(tmp_path / "film.webm", "320x180", 8, "-c:v", "libvpx", "-c:a", "libopus", "-live", "1")

    assert await refusal(live, audio_seconds=2) == "too_long"
    assert await refusal(film, video_seconds=2) == "too_long"


@pytest.mark.parametrize("extension", ["mp4", "mkv"])
async def test_an_absurd_duration_is_refused_or_changes_nothing(
    processed: Processing, tmp_path: Path, extension: str
) -> None:
    """Centuries, by the header; a second in truth."""
    film = recordings.video(tmp_path / f"film.{extension}", "320x180", 1).read_bytes()
    if extension == "mp4":
        at, claim = film.index(b"mvhd") + 4 + 16, b"\x7f\xff\xff\xff"
    else:
        at, claim = film.index(b"\x44\x89\x88") + 3, struct.pack(">d", 1e13)

    claiming = film[:at] + claim + film[at + len(claim) :]
    if extension == "mp4":  # where each stream says it again
        assert abs(((await processed(claiming)).duration_ms or 0) - 1000) < 150
    else:
        with pytest.raises(Rejected) as refused:
            await processed(claiming)
        assert refused.value.code == "too_long"


async def test_a_header_that_bursts_does_not(refusal: Refusing) -> None:
    """QuickTime's header may be compressed: 500 MB of nothing in 500 KB."""
    bomb = recordings.packed_moov(500 * 1024 * 1024, recordings.zeros(500))
    assert len(bomb) < 1024 * 1024
    before = psutil.Process().memory_info().rss

    assert await refusal(bomb) in {"damaged", "too_demanding"}
    assert psutil.Process().memory_info().rss - before < 32 * 1024 * 1024


async def test_a_header_that_claims_to_be_vast_is_refused(refusal: Refusing) -> None:
    assert await refusal(recordings.packed_moov(0x7FFFFFF0, zlib.compress(bytes(100)))) in {"damaged", "too_demanding"}


async def test_a_video_that_takes_too_much_memory_is_refused(tmp_path: Path, folder: Path) -> None:
    film = recordings.video(tmp_path / "film.mp4", "1920x1080", 1)
    arguments = [*ffmpeg.reading(film, "mov"), "-c:v", "libx264", folder / "video.mp4"]

    with pytest.raises(Rejected) as refused:
        await ffmpeg.convert(arguments, folder, Budget(400 * 1024 * 1024, cpu_seconds=30, wall_seconds=30))

    assert refused.value.code == "too_demanding"


async def test_a_video_that_takes_too_long_to_decode_is_refused(folder: Path) -> None:
    endless = ["-f", "lavfi", "-i", "testsrc2=s=640x360", "-f", "null", "-"]

    with pytest.raises(Rejected) as refused:
        await ffmpeg.convert(endless, folder, Budget(ffmpeg.MEMORY_BYTES, cpu_seconds=1, wall_seconds=30))

    assert refused.value.code == "too_demanding"


async def test_whoever_stops_waiting_stops_ffmpeg(folder: Path) -> None:
    endless = ["-f", "lavfi", "-i", "testsrc2=s=640x360", "-f", "null", "-"]
    budget = Budget(ffmpeg.MEMORY_BYTES, cpu_seconds=100, wall_seconds=100)
    converting = asyncio.create_task(ffmpeg.convert(endless, folder, budget))
    running = await eventually(lambda: family_in(folder), "ffmpeg is at work")

    converting.cancel()
    await asyncio.wait({converting})

    assert converting.cancelled()
    assert not any(one.is_running() for one in running)
