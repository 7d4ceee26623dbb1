"""What is asked of an authenticator, and whether its answer is good (Web Authentication, level 3, section 7)."""

import base64
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import bytes_to_base64url
from webauthn.registration.generate_registration_options import default_supported_pub_key_algs

from mingle.features.accounts import policy
from mingle.features.accounts.errors import PasskeyRefused
from mingle.features.accounts.factor_models import (
    Assertion,
    Attestation,
    AuthenticatorSelection,
    CreationOptions,
    CredentialDescriptor,
    KeyParameters,
    NewPasskey,
    PasskeyRow,
    PasskeyUser,
    RelyingParty,
    RequestOptions,
)
from mingle.features.accounts.models import Account
from mingle.kernel.log import get_logger
from mingle.settings import Settings

log = get_logger(__name__)

_TIMEOUT_MILLISECONDS: Final = int(policy.CHALLENGE_LIFETIME.total_seconds() * 1000)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_MOST_TRANSPORTS: Final = 10


class _ClientData(msgspec.Struct, rename="camel"):
    """The part of the client's data that decides which challenge it answers, and from where."""

    challenge: str
    cross_origin: bool = False


def relying_party_id(settings: Settings) -> str:
    """The name that passkeys are bound to: the host that people type."""
    return urlsplit(settings.public_url).hostname or ""


def origin(settings: Settings) -> str:
    """The only origin whose pages may use passkeys, as browsers write it (RFC 6454, section 6.2)."""
    parts = urlsplit(settings.public_url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def creation_options(
    settings: Settings, account: Account, challenge: bytes, existing: Sequence[PasskeyRow]
) -> CreationOptions:
    """Asks for a passkey that can be found without a name, and is used with a finger, a face or a PIN."""
    return CreationOptions(
        rp=RelyingParty(relying_party_id(settings), settings.name),
        user=PasskeyUser(
            bytes_to_base64url(account.id.bytes), account.username or account.display_name, account.display_name
        ),
        challenge=bytes_to_base64url(challenge),
        pub_key_cred_params=[KeyParameters("public-key", int(alg)) for alg in default_supported_pub_key_algs],
        timeout=_TIMEOUT_MILLISECONDS,
        exclude_credentials=[_descriptor(one) for one in existing],
        authenticator_selection=AuthenticatorSelection(),
    )


def request_options(settings: Settings, challenge: bytes, allowed: Sequence[PasskeyRow] = ()) -> RequestOptions:
    """Asks for one of these passkeys; for whichever the device has, when none is named."""
    return RequestOptions(
        challenge=bytes_to_base64url(challenge),
        rp_id=relying_party_id(settings),
        timeout=_TIMEOUT_MILLISECONDS,
        allow_credentials=[_descriptor(one) for one in allowed],
    )


def _descriptor(passkey: PasskeyRow) -> CredentialDescriptor:
    return CredentialDescriptor("public-key", bytes_to_base64url(passkey.credential_id), passkey.transports)


def answered_challenge(credential: Attestation | Assertion) -> bytes:
    """The challenge that an authenticator says it answers.

    Raises:
        PasskeyRefused: it says nothing of the kind, or it was asked inside of a page of another site.
    """
    try:
        data = msgspec.json.decode(_decoded(credential.response.client_data), type=_ClientData)
        challenge = _decoded(data.challenge)
    except (ValueError, RecursionError, msgspec.DecodeError) as error:
        raise PasskeyRefused from error
    if data.cross_origin:
        raise PasskeyRefused
    return challenge


def credential_id(credential: Assertion) -> bytes:
    """The id of the passkey that was used.

    Raises:
        PasskeyRefused: it is none.
    """
    try:
        return _decoded(credential.raw_id)
    except ValueError as error:
        raise PasskeyRefused from error


def verify_registration(settings: Settings, credential: Attestation, challenge: bytes) -> NewPasskey:
    """What an authenticator has made (section 7.1).

    Raises:
        PasskeyRefused: for another site, without looking whose finger it is, or not as it should be.
    """
    try:
        verified = verify_registration_response(
            credential=msgspec.to_builtins(credential),
            expected_challenge=challenge,
            expected_rp_id=relying_party_id(settings),
            expected_origin=origin(settings),
            require_user_verification=True,
        )
    except Exception as error:  # whatever a forged answer makes the library stumble over, it is refused
        log.info("a passkey was refused", reason=type(error).__name__)
        raise PasskeyRefused from error
    transports = [one for one in credential.response.transports if one.isascii()][:_MOST_TRANSPORTS]
    return NewPasskey(
        verified.credential_id, verified.credential_public_key, verified.sign_count, sorted(set(transports))
    )


def verify_assertion(settings: Settings, credential: Assertion, challenge: bytes, passkey: PasskeyRow) -> int:
    """The passkey's counter, when it was used well (section 7.2). Whether it has risen, the database says.

    Raises:
        PasskeyRefused: on another site, without looking whose finger it is, or with another key.
    """
    try:
        verified = verify_authentication_response(
            credential=msgspec.to_builtins(credential),
            expected_challenge=challenge,
            expected_rp_id=relying_party_id(settings),
            expected_origin=origin(settings),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:  # as above
        log.info("a passkey was refused", reason=type(error).__name__)
        raise PasskeyRefused from error
    return verified.new_sign_count


def is_owner(credential: Assertion, account_id: UUID) -> bool:
    """Whether the passkey was made for the account, as it says itself."""
    handle = credential.response.user_handle
    try:
        return handle is not None and _decoded(handle) == account_id.bytes
    except ValueError:
        return False


def _decoded(text: str) -> bytes:
    """Bytes from base64url without padding (RFC 4648, section 5).

    Raises:
        ValueError: it is none.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
