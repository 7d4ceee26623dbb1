"""People that others vouch for: OpenID Connect Core 1.0, code flow with PKCE, and the ID tokens of Firebase.

Only addresses that the operator wrote down are called, and those that such a provider's own discovery document names.
Nothing that comes with a request decides where a call goes.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from mingle.kernel.errors import Forbidden, Unavailable
from mingle.setting_forms import OidcProvider

if TYPE_CHECKING:
    from mingle.kernel.oidc_provider import Provider


class ProviderRefused(Forbidden):
    """The provider did not vouch for you. Begin again."""


class ProviderAway(Unavailable):
    """The provider cannot be reached right now. Try again in a moment."""


class Vouched(msgspec.Struct, frozen=True):
    """Who somebody is, on the word of a provider."""

    issuer: str
    subject: str
    name: str | None
    email: str | None
    """Only if the provider has seen that they read its mail; it suggests, and never decides."""


class Attempt(msgspec.Struct):
    """What was made up for one sign-in, and must come back, or must be known, to finish it."""

    state: str
    nonce: str
    verifier: str


class Answer(msgspec.Struct):
    """What the browser brings back from a provider."""

    code: str
    issuer: str | None
    """RFC 9207: who answered. With it, one provider's answer cannot be passed off as another's."""


class Providers:
    """Everybody whose word the operator takes."""

    def __init__(self, abouts: Sequence[OidcProvider], public_url: str) -> None:
        self._by_id = _open(abouts, public_url) if abouts else {}

    def __iter__(self) -> Iterator["Provider"]:
        return iter(self._by_id.values())

    def find(self, provider_id: str) -> "Provider | None":
        """One of them."""
        return self._by_id.get(provider_id)

    @property
    def issuers(self) -> list[str]:
        """Whose identities are a way in at present."""
        return [one.about.token_issuer for one in self._by_id.values()]


def _open(abouts: Sequence[OidcProvider], public_url: str) -> "dict[str, Provider]":
    from mingle.kernel.oidc_provider import Provider  # noqa: PLC0415  # slow, and most do without

    # An address for each (RFC 9700, section 4.4.2.2): one provider's answer does not pass for another's.
    return {one.id: Provider(one, f"{public_url}/sign-in/with/{one.id}") for one in abouts}
