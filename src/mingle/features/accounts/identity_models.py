"""Structs of identities: whom others vouch for."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from mingle.features.accounts.models import DisplayName, Gender, GivenPassword, SessionForm, Token, Username

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
Issuer = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
IdToken = Annotated[str, msgspec.Meta(min_length=1, max_length=16_384)]


class ProviderView(msgspec.Struct):
    """Somebody whose word is taken here. `oidc` ones are gone to; of `firebase` ones a client brings an ID token."""

    id: str
    name: str
    kind: Literal["oidc", "firebase"]


class Started(msgspec.Struct):
    """Where the browser goes next."""

    url: str


class ProviderAnswer(msgspec.Struct, rename="camel"):
    """POST /auth/oidc/{provider}/finish: what the provider put into the address of the page it sent the browser to."""

    code: Code
    state: Token
    iss: Issuer | None = None
    session: SessionForm = "body"


class FirebaseToken(msgspec.Struct, rename="camel"):
    """POST /auth/oidc/{provider}/token."""

    id_token: IdToken
    session: SessionForm = "body"


class Suggestions(msgspec.Struct, rename="camel"):
    """What the provider told, for the form of a new person."""

    display_name: str | None
    email: str | None


class Newcomer(msgspec.Struct, rename="camel"):
    """The answer to a way in by which nobody has come before: what is missing is asked for, then they are in."""

    registration_token: str
    suggestions: Suggestions


class Completion(msgspec.Struct, rename="camel"):
    """POST /auth/oidc/complete. Without a username, one is made of the name."""

    registration_token: Token
    display_name: DisplayName
    birthdate: date
    gender: Gender | None = None
    username: Username | None = None
    session: SessionForm = "body"


class LinkStart(msgspec.Struct, rename="camel"):
    """POST /auth/identities/{provider}/start. Who has a password gives it; others need a fresh sign-in."""

    password: GivenPassword | None = None


class LinkAnswer(msgspec.Struct, rename="camel"):
    """POST /auth/identities/{provider}/finish."""

    code: Code
    state: Token
    iss: Issuer | None = None


class LinkToken(msgspec.Struct, rename="camel"):
    """POST /auth/identities/{provider}/token."""

    id_token: IdToken
    password: GivenPassword | None = None


class PendingSignIn(msgspec.Struct):
    """What is kept of a row of `pending_sign_ins` once it is used."""

    nonce: str
    verifier: str


class PendingRegistration(msgspec.Struct):
    """A row of `pending_registrations`."""

    issuer: str
    subject: str
    email: str | None


class Identity(msgspec.Struct):
    """A row of `identities`."""

    id: UUID
    account_id: UUID
    issuer: str
    subject: str
    label: str | None
    created_at: datetime


class IdentityView(msgspec.Struct, rename="camel"):
    """An identity as its owner sees it. `provider` is null when the operator has taken that provider away."""

    id: UUID
    provider: str | None
    name: str
    label: str | None
    created_at: datetime
