"""How long what people write may be."""

from typing import Annotated, Final

import msgspec

MAX_CONTENT: Final = 10_000

Content = Annotated[str, msgspec.Meta(max_length=MAX_CONTENT)]
