"""Access tokens of one session, each used for a while."""

from datetime import timedelta
from typing import Final

from mingle.features.accounts.tokens import Grant, access_token
from mingle.kernel import clock
from mingle.kernel.security import Signer

USED_FOR: Final = timedelta(minutes=4)
"""Of the fifteen minutes for which one is good; a connection that begins by it lives for ten."""


class Tokens:
    """Makes the tokens of a session that one has begun oneself."""

    def __init__(self, signer: Signer, grant: Grant) -> None:
        self._signer = signer
        self._grant = grant
        self._made_at = clock.now() - timedelta(days=1)
        self._token = ""

    def __call__(self) -> str:
        """One that is good for a few minutes yet."""
        if clock.now() - self._made_at > USED_FOR:
            self._made_at, self._token = clock.now(), access_token(self._signer, self._grant)
        return self._token
