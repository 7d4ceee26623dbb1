"""Who looks at files before other people do, as the settings say."""

from collections.abc import Iterable

from mingle.features.media.processing import Clamd, NudityScreener, Screening
from mingle.kernel.errors import OperatorError
from mingle.settings import Settings


def screening(settings: Settings, banned_hashes: Iterable[int] = ()) -> Screening:
    """What the settings ask for, and the perceptual hashes of pictures that nobody may show.

    Raises:
        OperatorError: the model is asked for and not installed.
    """
    asks_for_model = settings.screen_pictures == "nudity"
    if asks_for_model and not NudityScreener.is_installed():
        msg = "MINGLE_SCREEN_PICTURES is nudity, and the model is not installed: pip install 'mingle[screening]'"
        raise OperatorError(msg)
    return Screening(
        NudityScreener() if asks_for_model else None,
        Clamd(settings.clamd_url) if settings.clamd_url else None,
        frozenset(banned_hashes),
    )
