"""Codes from an app (TOTP, RFC 6238), and the recovery codes for when the app is lost."""

import hmac
import secrets
from typing import Final
from uuid import UUID

from pyotp import random_base32
from pyotp.totp import TOTP

from mingle.features.accounts.factor_models import TotpSetup
from mingle.kernel import clock
from mingle.kernel.log import get_logger
from mingle.kernel.security import BadSeal, Signer

log = get_logger(__name__)

STEP_SECONDS: Final = 30
# RFC 6238, section 5.2: one step for a clock that goes wrong, and for the time it takes to type.
WINDOW: Final = (-1, 0, 1)
DIGITS: Final = 6
RECOVERY_CODES: Final = 10
# Nothing that is read as something else; ten of them are 49 bits.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_HALF: Final = 5
_NEVER: Final = -1
_PURPOSE: Final = "totp"


def new_secret() -> str:
    """160 bits in base32, as RFC 4226, section 4, advises."""
    return random_base32()


def setup_of(secret: str, site: str, who: str) -> TotpSetup:
    """What an app needs."""
    return TotpSetup(secret, TOTP(secret).provisioning_uri(name=who, issuer_name=site))


def seal(signer: Signer, account_id: UUID, secret: str) -> bytes:
    """A secret as it is kept."""
    return signer.seal(_PURPOSE, str(account_id), secret.encode())


def matching_step(signer: Signer, account_id: UUID, sealed: bytes, code: str) -> int:
    """The time step whose code this is; one that is never good when there is none. It takes equally long."""
    try:
        totp = TOTP(signer.unseal(_PURPOSE, str(account_id), sealed).decode())
    except BadSeal:
        log.warning("a secret of two-step sign-in cannot be opened: was MINGLE_SECRET changed?")
        return _NEVER
    now = int(clock.now().timestamp()) // STEP_SECONDS
    found = _NEVER
    for step in (now + offset for offset in WINDOW):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def normalized(code: str) -> str:
    """A code as it is compared, however it was typed."""
    return code.replace(" ", "").replace("-", "").lower()


def is_from_app(code: str) -> bool:
    """Whether a normalized code looks like one from an app, and not like a recovery code."""
    return len(code) == DIGITS and code.isdecimal()


def new_recovery_codes() -> list[str]:
    """Codes to print or to write down, in two halves for the eye."""
    return [f"{_random_half()}-{_random_half()}" for _ in range(RECOVERY_CODES)]


def recovery_hash(signer: Signer, account_id: UUID, code: str) -> bytes:
    """What is kept of a recovery code: short enough to be guessed, so only this server can make it."""
    return signer.digest(f"recovery:{account_id}", normalized(code))


def _random_half() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_HALF))
