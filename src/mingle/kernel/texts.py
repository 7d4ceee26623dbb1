"""What a text from people may hold, as patterns for `msgspec.Meta`.

Python's `$` also matches before a last newline, so these end with `END`.
"""

import unicodedata
from typing import Final

# Control characters, line separators, and marks that turn the direction of whatever stands beside them.
_CONTROL_BUT_NEWLINE: Final = r"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
CONTROL: Final = _CONTROL_BUT_NEWLINE + r"\n"
INVISIBLE: Final = r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\uffa0"
END: Final = r"$(?!\n)"

NAME: Final = rf"^[^{CONTROL}]*[^{CONTROL}{INVISIBLE}][^{CONTROL}]*{END}"
"""One line with something to see in it."""
LINE: Final = rf"^([^{CONTROL}]*[^{CONTROL}{INVISIBLE}][^{CONTROL}]*)?{END}"
"""One line with something to see in it, or nothing at all."""
_LINES: Final = _CONTROL_BUT_NEWLINE
LINES: Final = rf"^([^{_LINES}]*[^{_LINES}{INVISIBLE}][^{_LINES}]*)?{END}"
"""Several lines with something to see in them, or nothing at all."""


def fold(name: str) -> str:
    """A name without accents, in lower case: what a keyboard of another country can type."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one)).strip()


def as_beginning(text: str) -> str:
    """The beginning of a name as it is compared: in lower case, without space around it."""
    return text.strip().lower()
