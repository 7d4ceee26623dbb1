"""What becomes of videos, recordings and spoken messages."""

from pathlib import Path

import pytest

from mingle.features.media.processing import Declared, Kind, Processed
from tests.features.media.processing import pictures, recordings
from tests.features.media.processing.conftest import Processing

pytestmark = pytest.mark.anyio

SIZES = {f"{size}.{extension}" for size in ("thumbnail", "card", "poster") for extension in ("avif", "webp", "jpeg")}
VOICE = Declared(is_voice=True)


def path_of(made: Processed, name: str) -> Path:
    return next(one.path for one in made.variants if one.name == name)


@pytest.mark.parametrize(
    ("extension", "options", "mime"),
    [
        ("mp4", (), "video/mp4"),
        ("mov", (), "video/quicktime"),
        ("mp4", ("-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1"), "video/mp4"),
        ("webm", ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"), "video/webm"),
        ("mkv", (), "video/webm"),
        ("avi", ("-c:v", "mpeg4", "-c:a", "libmp3lame"), "video/x-msvideo"),
        ("3gp", (), "video/mp4"),
    ],
)
async def test_every_container_becomes_mp4_with_a_poster(
    processed: Processing, tmp_path: Path, extension: str, options: tuple[str, ...], mime: str
) -> None:
    made = await processed(recordings.video(tmp_path / f"film.{extension}", "320x180", 2, *options))

    assert (made.kind, made.mime, made.width, made.height) == (Kind.VIDEO, mime, 320, 180)
    assert abs((made.duration_ms or 0) - 2000) < 150
    assert {one.name for one in made.variants} == SIZES | {"video.mp4"}
    said = recordings.about(path_of(made, "video.mp4"))
    assert "Video: h264 (High)" in said
    assert "yuv420p" in said
    assert "Audio: aac" in said
    for picture in (path_of(made, "poster.jpeg"), recordings.frame(path_of(made, "video.mp4"), tmp_path)):
        assert pictures.is_near(pictures.pixel(picture, 0.25, 0.25), pictures.BLUE, by=20)
        assert pictures.is_near(pictures.pixel(picture, 0.75, 0.75), pictures.RED, by=20)
    assert made.placeholder
    assert made.perceptual_hash is not None


async def test_a_video_plays_before_it_is_whole_and_says_nothing_of_its_maker(
    processed: Processing, tmp_path: Path
) -> None:
    film = recordings.video(tmp_path / "film.mov", "320x180", 1, "-movflags", "use_metadata_tags")
    assert b"SecretCam" in film.read_bytes()

    made = await processed(film)

    for one in made.variants:
        content = one.path.read_bytes()
        assert not any(secret in content for secret in (b"SecretCam", b"+48.85", b"loci", b"\xa9xyz")), one.name
    content = path_of(made, "video.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


async def test_a_phone_held_upright_makes_an_upright_video(processed: Processing, tmp_path: Path) -> None:
    lying = recordings.video(tmp_path / "lying.mp4", "640x360", 1)
    turned = recordings.make(tmp_path / "film.mp4", "-display_rotation", "90", "-i", str(lying), "-c", "copy")

    made = await processed(turned)

    assert (made.width, made.height) == (360, 640)
    assert pictures.is_near(pictures.pixel(path_of(made, "poster.jpeg"), 0.25, 0.75), pictures.BLUE, by=20)


@pytest.mark.parametrize(
    ("size", "served"),
    [
        ("1920x1080", (1280, 720)),
        ("1080x1920", (720, 1280)),
        ("100x50", (100, 50)),
        ("66x34", (66, 34)),
        ("2x2", (2, 2)),
    ],
)
async def test_a_video_is_made_small_enough_and_never_larger(
    processed: Processing, tmp_path: Path, size: str, served: tuple[int, int]
) -> None:
    made = await processed(recordings.video(tmp_path / "film.mp4", size, 0.5))

    assert (made.width, made.height) == served


async def test_pixels_that_are_not_square_become_square(processed: Processing, tmp_path: Path) -> None:
    made = await processed(recordings.video(tmp_path / "film.mp4", "360x288", 0.5, filters="setsar=16/15"))

    assert (made.width, made.height) == (384, 288)


async def test_a_video_without_sound_is_a_video(processed: Processing, tmp_path: Path) -> None:
    made = await processed(recordings.video(tmp_path / "film.mp4", "320x180", 1, "-an"))

    assert made.kind is Kind.VIDEO
    assert "Audio" not in recordings.about(path_of(made, "video.mp4"))


async def test_many_frames_a_second_become_thirty(processed: Processing, tmp_path: Path) -> None:
    made = await processed(recordings.video(tmp_path / "film.mp4", "320x180", 1, filters="fps=120"))

    assert " 30 fps" in recordings.about(path_of(made, "video.mp4"))


async def test_what_was_filmed_in_high_dynamic_range_is_shown_on_every_screen(
    processed: Processing, tmp_path: Path
) -> None:
    film = recordings.video(
        tmp_path / "film.mp4",
        "320x180",
        1,
        *(
            "-c:v",
            "libx265",
            "-pix_fmt",
            "yuv420p10le",
            "-x265-params",
            "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc",
        ),
        *("-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"),
        filters="zscale=m=bt2020nc:t=arib-std-b67:p=bt2020:tin=bt709:min=bt709:pin=bt709:rin=tv:r=tv,format=yuv420p10le",
    )
    assert "arib-std-b67" in recordings.about(film)

    made = await processed(film)

    said = recordings.about(path_of(made, "video.mp4"))
    assert "bt709" in said
    assert "arib-std-b67" not in said
    red, green, blue = pictures.pixel(path_of(made, "poster.jpeg"), 0.25, 0.25)
    assert blue > 2 * max(red, green), "blue is still blue"


@pytest.mark.parametrize(
    ("extension", "options", "mime"),
    [
        ("mp3", ("-c:a", "libmp3lame"), "audio/mpeg"),
        ("m4a", ("-c:a", "aac"), "audio/mp4"),
        ("mp4", ("-c:a", "aac"), "audio/mp4"),
        ("aac", ("-c:a", "aac"), "audio/aac"),
        ("wav", (), "audio/wav"),
        ("flac", (), "audio/flac"),
        ("ogg", ("-c:a", "libopus"), "audio/ogg"),
        ("webm", ("-c:a", "libopus"), "audio/webm"),
        ("amr", ("-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1"), "audio/amr"),
    ],
)
async def test_every_recording_becomes_opus_and_aac(
    processed: Processing, tmp_path: Path, extension: str, options: tuple[str, ...], mime: str
) -> None:
    made = await processed(recordings.sound(tmp_path / f"song.{extension}", "sine=440:duration=3", *options))

    assert (made.kind, made.mime, made.width) == (Kind.AUDIO, mime, None)
    assert abs((made.duration_ms or 0) - 3000) < 150
    assert [(one.name, one.mime) for one in made.variants] == [("audio.ogg", "audio/ogg"), ("audio.m4a", "audio/mp4")]
    assert "Audio: opus" in recordings.about(path_of(made, "audio.ogg"))
    assert "Audio: aac" in recordings.about(path_of(made, "audio.m4a"))
    assert not any(b"SecretCam" in one.path.read_bytes() for one in made.variants)


async def test_a_waveform_shows_where_it_is_loud(processed: Processing, tmp_path: Path) -> None:
    half_silent = "aevalsrc='if(lt(t,2),0.02,0.5)*sin(2*PI*440*t)':d=4:s=48000"

    made = await processed(recordings.sound(tmp_path / "song.wav", half_silent))

    assert made.waveform is not None
    assert len(made.waveform) == 64
    assert max(made.waveform[:31]) < 10
    assert min(made.waveform[33:]) > 90
    assert max(made.waveform) == 100


@pytest.mark.parametrize("volume", [0.04, 0.2, 0.9])
async def test_recordings_become_equally_loud(processed: Processing, tmp_path: Path, volume: float) -> None:
    quiet_or_loud = f"anoisesrc=color=pink:amplitude={volume}:duration=6:seed=1"

    made = await processed(recordings.sound(tmp_path / "song.wav", quiet_or_loud))

    assert abs(recordings.loudness(path_of(made, "audio.ogg")) - -16) < 1.5
    assert abs(recordings.loudness(path_of(made, "audio.m4a")) - -16) < 1.5


async def test_silence_stays_silent(processed: Processing, tmp_path: Path) -> None:
    made = await processed(recordings.sound(tmp_path / "song.wav", "anullsrc=duration=1"))

    assert made.waveform == [0] * 64


async def test_a_spoken_message_is_voice_and_small(processed: Processing, tmp_path: Path) -> None:
    message = recordings.sound(tmp_path / "voice.webm", "anoisesrc=color=pink:duration=10:seed=1", "-c:a", "libopus")

    made = await processed(message, VOICE)

    assert made.kind is Kind.VOICE
    assert path_of(made, "audio.ogg").stat().st_size < 10 * 6000
    assert "mono" in recordings.about(path_of(made, "audio.ogg"))


async def test_where_only_voice_belongs_audio_is_voice(processed: Processing, tmp_path: Path) -> None:
    message = recordings.sound(tmp_path / "voice.ogg", "sine=440:duration=1", "-c:a", "libopus")

    made = await processed(message, Declared(kinds=frozenset({Kind.VOICE})))

    assert made.kind is Kind.VOICE


async def test_a_recording_of_a_browser_that_does_not_say_how_long_it_is(processed: Processing, tmp_path: Path) -> None:
    live = recordings.sound(tmp_path / "voice.webm", "sine=440:duration=2", "-c:a", "libopus", "-live", "1")
    assert "Duration: N/A" in recordings.about(live)

    made = await processed(live, VOICE)

    assert abs((made.duration_ms or 0) - 2000) < 150


async def test_a_song_with_a_cover_is_a_song(processed: Processing, tmp_path: Path) -> None:
    cover = tmp_path / "cover.jpeg"
    pictures.two_colours().jpegsave(str(cover))
    tone = recordings.sound(tmp_path / "tone.mp3", "sine=440:duration=1")
    song = recordings.make(
        tmp_path / "song.mp3",
        "-i",
        str(tone),
        "-i",
        str(cover),
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-disposition:v",
        "attached_pic",
    )

    made = await processed(song)

    assert made.kind is Kind.AUDIO
