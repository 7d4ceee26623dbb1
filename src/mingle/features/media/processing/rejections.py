"""Why a file is not accepted. The code derives from the name, the docstring is what its sender reads."""

import inspect
import re

from mingle.features.media.processing.contract import Rejected


class Rejection(Rejected):
    """A file that is not accepted, for a reason that has a name."""

    def __init__(self) -> None:
        code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()
        super().__init__(code, inspect.cleandoc(type(self).__doc__ or ""))


class Empty(Rejection):
    """This file is empty."""


class TooLarge(Rejection):
    """This file is larger than what is accepted here."""


class WrongKind(Rejection):
    """A file of this kind does not belong here."""


class NotWhatItSays(Rejection):
    """This file is not what its name says. Export it again, or choose another one."""


class Damaged(Rejection):
    """This file is damaged or incomplete. Export it again, or choose another one."""


class TooManyPixels(Rejection):
    """This picture has more pixels than what is accepted here. Make it smaller first."""


class TooManyFrames(Rejection):
    """This animation has more frames than what is accepted here. Make it shorter, or send it as a video."""


class TooLong(Rejection):
    """This recording is longer than what is accepted here."""


class TooDemanding(Rejection):
    """This file needs more time or memory than we can give it. Export it in a simpler form."""


class Infected(Rejection):
    """A virus was found in this file."""


ALL: tuple[type[Rejection], ...] = (
    Empty,
    TooLarge,
    WrongKind,
    NotWhatItSays,
    Damaged,
    TooManyPixels,
    TooManyFrames,
    TooLong,
    TooDemanding,
    Infected,
)
MESSAGES = {one.code: one.message for one in (rejection() for rejection in ALL)}
"""What people read for each code: rows keep the code only."""
