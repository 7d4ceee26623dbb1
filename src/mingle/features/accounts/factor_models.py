"""Structs of second factors: rows, requests and answers. Field names of passkeys are those of WebAuthn, level 3."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from mingle.features.accounts.models import DisplayName, GivenPassword, SessionForm, User

# Six digits, or a recovery code; spaces and hyphens are as people like them.
Code = Annotated[str, msgspec.Meta(min_length=6, max_length=20, pattern=r"^[0-9A-Za-z -]*$(?!\n)")]


def _base64url(max_length: int) -> msgspec.Meta:
    return msgspec.Meta(min_length=1, max_length=max_length, pattern=r"^[A-Za-z0-9_-]*$(?!\n)")


CredentialId = Annotated[str, _base64url(1364)]
ShortBytes = Annotated[str, _base64url(4096)]
LongBytes = Annotated[str, _base64url(65_536)]
Transport = Annotated[str, msgspec.Meta(max_length=20)]


class TotpSecret(msgspec.Struct):
    """A row of `totp_secrets`: what an app makes codes from, sealed."""

    secret: bytes
    last_step: int


class TotpSetup(msgspec.Struct, rename="camel"):
    """What an app needs to make codes: as a link for its camera, and as a key to type."""

    secret: str
    uri: str


class TotpConfirmation(msgspec.Struct, rename="camel"):
    """POST /auth/totp/confirm: a code that the app made."""

    code: Code


class Protected(msgspec.Struct, rename="camel"):
    """The account, and recovery codes that are shown this once."""

    user: User
    recovery_codes: list[str]


class FactorChange(StrEnum):
    """What the owner of an account is told by mail."""

    TOTP_ON = "totp_on"
    TOTP_OFF = "totp_off"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"


class ChallengePurpose(StrEnum):
    """What a challenge to a passkey is for."""

    REGISTRATION = "registration"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"


class PasskeyRow(msgspec.Struct):
    """A row of `passkeys`."""

    id: UUID
    account_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    name: str
    created_at: datetime
    last_used_at: datetime | None


class NewPasskey(msgspec.Struct):
    """A passkey that has shown that it is there."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


class Passkey(msgspec.Struct, rename="camel"):
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeyOnly(msgspec.Struct):
    """An answer that is a passkey and nothing else."""

    passkey: Passkey


class PasskeyAdded(msgspec.Struct):
    """A passkey, and the account that has it now."""

    passkey: Passkey
    user: User


class RelyingParty(msgspec.Struct):
    """This site."""

    id: str
    name: str


class PasskeyUser(msgspec.Struct, rename="camel"):
    """The account, as the list of passkeys on a device shows it."""

    id: str
    name: str
    display_name: str


class KeyParameters(msgspec.Struct):
    """A signature algorithm, by its number in COSE (RFC 9053)."""

    type: Literal["public-key"]
    alg: int


class CredentialDescriptor(msgspec.Struct):
    """A passkey that is there already."""

    type: Literal["public-key"]
    id: str
    transports: list[str] = []


class AuthenticatorSelection(msgspec.Struct, rename="camel"):
    """Which passkeys will do."""

    resident_key: Literal["required"] = "required"
    require_resident_key: bool = True
    user_verification: Literal["required"] = "required"


class CreationOptions(msgspec.Struct, rename="camel"):
    """What `navigator.credentials.create` is asked for (WebAuthn, section 5.4)."""

    rp: RelyingParty
    user: PasskeyUser
    challenge: str
    pub_key_cred_params: list[KeyParameters]
    timeout: int
    exclude_credentials: list[CredentialDescriptor]
    authenticator_selection: AuthenticatorSelection
    attestation: Literal["none"] = "none"


class RequestOptions(msgspec.Struct, rename="camel"):
    """What `navigator.credentials.get` is asked for (WebAuthn, section 5.5)."""

    challenge: str
    rp_id: str
    timeout: int
    allow_credentials: list[CredentialDescriptor]
    user_verification: Literal["required"] = "required"


class AttestationResponse(msgspec.Struct):
    """What an authenticator answers that has made a passkey."""

    client_data: ShortBytes = msgspec.field(name="clientDataJSON")
    attestation_object: LongBytes = msgspec.field(name="attestationObject")
    transports: Annotated[list[Transport], msgspec.Meta(max_length=10)] = []


class Attestation(msgspec.Struct, rename="camel"):
    """What `navigator.credentials.create` gives."""

    id: CredentialId
    raw_id: CredentialId
    type: Literal["public-key"]
    response: AttestationResponse


class AssertionResponse(msgspec.Struct):
    """What an authenticator answers that has used a passkey."""

    client_data: ShortBytes = msgspec.field(name="clientDataJSON")
    authenticator_data: ShortBytes = msgspec.field(name="authenticatorData")
    signature: ShortBytes
    user_handle: Annotated[str, _base64url(128)] | None = msgspec.field(name="userHandle", default=None)


class Assertion(msgspec.Struct, rename="camel"):
    """What `navigator.credentials.get` gives."""

    id: CredentialId
    raw_id: CredentialId
    type: Literal["public-key"]
    response: AssertionResponse


class PasskeyDraft(msgspec.Struct):
    """POST /auth/passkeys: a passkey that was made, and what its owner calls it."""

    name: DisplayName
    credential: Attestation


class PasskeyName(msgspec.Struct):
    """PATCH /auth/passkeys/{id}."""

    name: DisplayName


class PasskeySignIn(msgspec.Struct):
    """POST /auth/passkeys/sign-in."""

    credential: Assertion
    session: SessionForm = "body"


class StepUp(msgspec.Struct):
    """POST /auth/step-up: one of these."""

    code: Code | None = None
    passkey: Assertion | None = None
    password: GivenPassword | None = None
