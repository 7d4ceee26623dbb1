"""Who looks at a file before others see it, and what happens then."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from mingle.features.media.processing import (
    Clamd,
    Declared,
    Kind,
    NudityScreener,
    Rejected,
    Screening,
    ScreeningUnavailable,
)
from mingle.features.media.screens import screening
from mingle.settings import Mode, Settings
from tests.features.media.processing import pictures, recordings
from tests.features.media.processing.clamav import EICAR, FakeClamd, listening, listening_at
from tests.features.media.processing.conftest import Processing

pytestmark = pytest.mark.anyio


def photo(seed: int = 1) -> bytes:
    found: bytes = pictures.textured(800, 600, seed).jpegsave_buffer(Q=90)
    return found


class Watcher:
    """Remembers what it was shown, and says what it was told to say."""

    def __init__(self, verdict: str | None = None) -> None:
        self.seen: list[bytes] = []
        self._verdict = verdict

    async def look(self, pictures: Sequence[Path], folder: Path) -> str | None:
        assert folder.is_dir()
        self.seen += [one.read_bytes() for one in pictures]
        return self._verdict


async def test_a_flagged_picture_is_made_and_waits(processed: Processing) -> None:
    made = await processed(photo(), screening=Screening(pictures=Watcher("nudity")))

    assert made.flagged == "nudity"
    assert len(made.variants) == 9, "a moderator has to see it"


async def test_a_picture_against_which_nothing_speaks_does_not_wait(processed: Processing) -> None:
    watcher = Watcher()

    made = await processed(photo(), screening=Screening(pictures=watcher))

    assert made.flagged is None
    card = next(one for one in made.variants if one.name == "card.jpeg")
    assert watcher.seen == [card.path.read_bytes()]


async def test_all_of_a_video_is_looked_at(processed: Processing, tmp_path: Path) -> None:
    """Not its poster only: what matters may come last."""
    watcher = Watcher()
    film = recordings.video(
        tmp_path / "film.mp4", "320x180", 6, filters="drawbox=0:0:iw:ih:color=0x00ff00:t=fill:enable='gt(t,4.5)'"
    )

    await processed(film, screening=Screening(pictures=watcher))

    assert len(watcher.seen) == 7
    seen = tmp_path / "seen.jpeg"
    seen.write_bytes(watcher.seen[-1])
    assert pictures.is_near(pictures.pixel(seen, 0.5, 0.5), (0, 255, 0), by=40)


async def test_a_copy_of_a_banned_picture_waits(processed: Processing) -> None:
    banned = (await processed(photo())).perceptual_hash
    assert banned is not None
    watch = Screening(banned_hashes=frozenset({banned}))
    copy = pictures.textured(800, 600).resize(0.4).webpsave_buffer(Q=50)

    assert (await processed(copy, screening=watch)).flagged == "banned_picture"
    assert (await processed(photo(seed=2), screening=watch)).flagged is None


async def test_the_model_takes_clouds_for_nothing(processed: Processing) -> None:
    made = await processed(photo(), screening=Screening(pictures=NudityScreener()))

    assert made.flagged is None


async def test_what_the_model_is_sure_enough_of_waits(processed: Processing) -> None:
    """It scores between 0 and 1: at a threshold of nothing, all waits; this is the whole way to the model and back."""
    made = await processed(photo(), screening=Screening(pictures=NudityScreener(threshold=0)))

    assert made.flagged == "nudity"


async def test_a_model_that_cannot_run_lets_nothing_through(folder: Path) -> None:
    with pytest.raises(ScreeningUnavailable):
        await NudityScreener().look([folder / "missing.jpeg"], folder)


@pytest.fixture(params=["tcp", "unix"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_virus_is_found_in_any_file(processed: Processing, way: str, tmp_path: Path) -> None:
    clamd = FakeClamd()
    listener = listening(clamd) if way == "tcp" else listening_at(clamd, tmp_path / "clamd.sock")
    async with listener as url:
        scanned = Screening(viruses=Clamd(url))
        made = await processed(b"good words", screening=scanned)
        with pytest.raises(Rejected) as refused:
            await processed(EICAR, Declared(name="letter.txt"), screening=scanned)
        with pytest.raises(Rejected) as refused_picture:
            await processed(pictures.two_colours().pngsave_buffer() + EICAR, screening=scanned)

    assert (made.kind, made.flagged) == (Kind.FILE, None)
    assert refused.value.code == refused_picture.value.code == "infected"
    assert clamd.received[:2] == [b"good words", EICAR]


async def test_a_long_file_is_sent_in_pieces(tmp_path: Path) -> None:
    clamd = FakeClamd()
    long = tmp_path / "long"
    long.write_bytes(bytes(range(256)) * 8000)

    async with listening(clamd) as url:
        assert await Clamd(url).scan(long) is None

    assert clamd.received == [long.read_bytes()]
    assert clamd.largest_chunk <= 256 * 1024


async def test_what_is_too_long_to_scan_waits(processed: Processing) -> None:
    async with listening(FakeClamd(most_bytes=1000)) as url:
        made = await processed(bytes(5_000_000), screening=Screening(viruses=Clamd(url)))

    assert made.flagged == "not_scanned"


async def test_a_scanner_that_hangs_up_in_the_middle_has_not_scanned(processed: Processing) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(100)
        writer.transport.abort()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        made = await processed(bytes(20_000_000), screening=Screening(viruses=Clamd(url)))

    assert made.flagged == "not_scanned"


@pytest.mark.parametrize(
    "answer", [b"", b"stream: Can't allocate memory ERROR", b"UNKNOWN COMMAND", b"stream: OK FOUND OK"]
)
async def test_an_answer_that_is_none_lets_nothing_through(processed: Processing, answer: bytes) -> None:
    async with listening(FakeClamd(answer=answer)) as url:
        with pytest.raises(ScreeningUnavailable):
            await processed(b"words", screening=Screening(viruses=Clamd(url)))


async def test_a_scanner_that_is_away_lets_nothing_through(processed: Processing, tmp_path: Path) -> None:
    with pytest.raises(ScreeningUnavailable):
        await processed(b"words", screening=Screening(viruses=Clamd(f"unix://{tmp_path}/none.sock")))


async def test_a_scanner_that_says_nothing_lets_nothing_through(tmp_path: Path) -> None:
    file = tmp_path / "words"
    file.write_bytes(b"words")

    async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(stay_silent, "127.0.0.1", 0) as server:
        url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(ScreeningUnavailable):
            await Clamd(url, answer_seconds=0.3).scan(file)


def set_to(**values: str) -> Settings:
    return Settings.model_validate({"mode": Mode.DEVELOPMENT, **values})


def test_nobody_looks_unless_somebody_is_asked_to() -> None:
    assert screening(set_to()) == Screening()


def test_settings_name_who_looks() -> None:
    asked = screening(set_to(screen_pictures="nudity", clamd_url="tcp://scanner:3310"), [7, 7, -1])

    assert isinstance(asked.pictures, NudityScreener)
    assert isinstance(asked.viruses, Clamd)
    assert asked.banned_hashes == {7, -1}


@pytest.mark.parametrize("url", ["scanner:3310", "http://scanner", "unix://relative"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        set_to(clamd_url=url)
