"""Who may have an account, with which password, and how often one may try."""

from datetime import date, datetime, timedelta
from typing import Final

from zxcvbn import zxcvbn

from mingle.features.accounts.errors import AccountBanned, FactorNeeded, LastWayIn, SignInAgain, StepUpRequired
from mingle.features.accounts.models import Account, Proof, RefreshToken, Session
from mingle.kernel import clock
from mingle.kernel.actor import Role
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.ratelimit import RateLimit

MINIMUM_AGE: Final = 18
MAXIMUM_AGE: Final = 120
# zxcvbn's estimate of guesses: below a million is what an attacker tries first (its score 0 and 1).
WEAKEST_SCORE: Final = 2
ESTIMATED_LENGTH: Final = 72

ACCESS_TOKEN_LIFETIME: Final = timedelta(minutes=15)
SESSION_LIFETIME: Final = timedelta(days=90)
RETRY_WINDOW: Final = timedelta(seconds=30)
RESET_LIFETIME: Final = timedelta(minutes=30)
VERIFICATION_LIFETIME: Final = timedelta(days=3)
STEP_UP_LIFETIME: Final = timedelta(minutes=10)
TOTP_SETUP_LIFETIME: Final = timedelta(minutes=15)
CHALLENGE_LIFETIME: Final = timedelta(minutes=5)
MAX_PASSKEYS: Final = 20
SIGN_IN_ATTEMPT_LIFETIME: Final = timedelta(minutes=10)
COMPLETION_LIFETIME: Final = timedelta(minutes=30)
EMAIL_CHANGE_LIFETIME: Final = timedelta(hours=1)
FRESH_SIGN_IN: Final = timedelta(minutes=15)
"""How long a sign-in proves who it is, for those who have no password to ask for."""
SPENT_TOKENS_KEPT: Final = timedelta(hours=2)
"""Longer than any ID token lives."""
CODE_LIFETIME: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5

REGISTRATION_LIMIT = RateLimit("registration", "20/hour", counts="shared", fails="closed")
SIGN_IN_LIMIT = RateLimit("sign_in", "20/15 minutes", counts="shared", fails="closed")
SIGN_IN_ADDRESS_LIMIT = RateLimit("sign_in_address", "100/15 minutes", counts="shared", fails="closed")
RESET_LIMIT = RateLimit("reset", "5/hour", counts="shared", fails="closed")
RESET_ADDRESS_LIMIT = RateLimit("reset_address", "20/hour", counts="shared", fails="closed")
# By account, whatever the address: three of a million codes are good at any moment, so who knows the password needs
# years for an even chance.
TOTP_LIMIT = RateLimit("totp", "10/15 minutes", counts="shared", fails="closed")
TOTP_DAY_LIMIT = RateLimit("totp_day", "50/day", counts="shared", fails="closed")
PASSKEY_ADDRESS_LIMIT = RateLimit("passkey_address", "200/15 minutes", counts="shared", fails="closed")
EMAIL_LIMIT = RateLimit("email", "5/hour", counts="shared", fails="closed")
EMAIL_ADDRESS_LIMIT = RateLimit("email_address", "20/hour", counts="shared", fails="closed")
# Asking for a code and trying one are counted by account, by number and by network address. By number above all:
# whoever has many accounts and many addresses still has 50 guesses a day at a number, of a million.
CODE_LIMIT = RateLimit("code", "5/hour", counts="shared", fails="closed")
CODE_NUMBER_LIMIT = RateLimit("code_number", "5/hour", counts="shared", fails="closed")
CODE_NUMBER_DAY_LIMIT = RateLimit("code_number_day", "10/day", counts="shared", fails="closed")
CODE_ADDRESS_LIMIT = RateLimit("code_address", "20/hour", counts="shared", fails="closed")
TRY_LIMIT = RateLimit("code_try", "25/hour", counts="shared", fails="closed")
TRY_NUMBER_LIMIT = RateLimit("code_try_number", "25/hour", counts="shared", fails="closed")
TRY_ADDRESS_LIMIT = RateLimit("code_try_address", "100/hour", counts="shared", fails="closed")


def age_on(birthdate: date, day: date) -> int:
    """Completed years; who was born on 29 February has their birthday on 1 March of other years."""
    return day.year - birthdate.year - ((day.month, day.day) < (birthdate.month, birthdate.day))


def require_adult(birthdate: date) -> None:
    """Refuse those under 18, and dates that are nobody's birthdate.

    Raises:
        ValidationFailed: names `birthdate`.
    """
    today = clock.now().date()
    if birthdate > today or age_on(birthdate, today) > MAXIMUM_AGE:
        raise ValidationFailed(details=[FieldError("birthdate", "is not a birthdate")])
    if age_on(birthdate, today) < MINIMUM_AGE:
        message = f"People here are {MINIMUM_AGE} or older."
        raise ValidationFailed(message, details=[FieldError("birthdate", f"must be at least {MINIMUM_AGE} years ago")])


def require_good_password(password: str, field: str, *about_them: str) -> None:
    """Refuse what attackers try first; it takes some milliseconds of CPU.

    Args:
        password: as chosen.
        field: what it is called in the request.
        about_them: what an attacker knows of the person, such as their names.

    Raises:
        ValidationFailed: with advice.
    """
    estimate = zxcvbn(password[:ESTIMATED_LENGTH], user_inputs=list(about_them))
    if estimate["score"] >= WEAKEST_SCORE:
        return
    feedback = estimate["feedback"]
    advice = " ".join(filter(None, [feedback["warning"], *feedback["suggestions"]]))
    message = f"is easy to guess. {advice}".strip()
    raise ValidationFailed("Choose a password that is harder to guess.", details=[FieldError(field, message)])


def require_open(account: Account) -> None:
    """Refuse an account that has been closed.

    Raises:
        AccountBanned: by the people who run the site.
    """
    if account.banned_at is not None:
        raise AccountBanned


def effective_role(role: Role, second_factor_at: datetime | None) -> Role:
    """As which a session may act: moderators and admins have shown a second factor in it, or act as users."""
    return role if second_factor_at is not None else Role.USER


def is_staff(account: Account) -> bool:
    """Whether a second factor is required of the account."""
    return account.role is not Role.USER


def has_shown_factor(proof: Proof | None) -> bool:
    """Whether a second factor was shown a short while ago."""
    return proof is not None and _is_recent(proof.second_factor_at)


def require_proof(account: Account, proof: Proof | None) -> None:
    """See that whoever changes how the account is protected has shown a short while ago that it is theirs.

    Where a second factor protects the account already, only a second factor will do: otherwise whoever has found out
    the password could replace it. Elsewhere signing in, or giving the password again, is as much as anybody can show;
    and a guest has nothing to show.

    Raises:
        StepUpRequired: they have not.
    """
    if is_guest(account) and not needs_factor(account):
        return
    is_shown = has_shown_factor(proof)
    if not needs_factor(account) and proof is not None:
        is_shown = is_shown or _is_recent(proof.created_at) or _is_recent(proof.confirmed_at)
    if not is_shown:
        raise StepUpRequired


def needs_factor(account: Account) -> bool:
    """Whether the account is protected by a second factor, so that its password alone proves too little.

    A passkey beside a password is another way in, no protection of the first, so who has lost one can remove it with
    the password; not so moderators and admins, whose role it protects.
    """
    return account.has_totp or (is_staff(account) and account.passkey_count > 0)


def is_guest(account: Account) -> bool:
    """Whether the account was never made permanent."""
    return account.username is None and account.password_hash is None


def require_factor_left(account: Account, *, passkeys: int, has_identity: bool) -> None:
    """Refuse to leave an account without what it needs.

    Raises:
        FactorNeeded: of a moderator or an admin, the last second factor.
        LastWayIn: of an account without a password and a provider, the last passkey.
    """
    if is_staff(account) and passkeys == 0 and not account.has_totp:
        raise FactorNeeded
    if account.password_hash is None and passkeys == 0 and not has_identity:
        raise LastWayIn


def _is_recent(moment: datetime | None) -> bool:
    return moment is not None and clock.now() - moment <= STEP_UP_LIFETIME


def require_fresh_sign_in(account: Account, session: Session | None) -> None:
    """Refuse what a stolen session could do; for accounts without a password. A guest has nothing that could be asked.

    Raises:
        SignInAgain: the session began too long ago.
    """
    if account.username is None:
        return
    if session is None or clock.now() - session.created_at > FRESH_SIGN_IN:
        raise SignInAgain


def is_retry(token: RefreshToken, session: Session, user_agent: str) -> bool:
    """Whether a used refresh token comes again because the answer to its first use was lost."""
    if token.used_at is None:
        return False
    return clock.now() - token.used_at <= RETRY_WINDOW and session.user_agent == user_agent
