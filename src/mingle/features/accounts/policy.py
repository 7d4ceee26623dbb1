"""Who may have an account, with which password, and how often one may try."""

from datetime import date, timedelta
from typing import Final

from zxcvbn import zxcvbn

from mingle.features.accounts.errors import AccountBanned, SignInAgain
from mingle.features.accounts.models import Account, RefreshToken, Session
from mingle.kernel import clock
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.ratelimit import RateLimit

MINIMUM_AGE: Final = 18
OLDEST_BIRTHDATE: Final = date(1900, 1, 1)
# zxcvbn's estimate of guesses: below a million is what an attacker tries first (its score 0 and 1).
WEAKEST_SCORE: Final = 2
ESTIMATED_LENGTH: Final = 72

ACCESS_TOKEN_LIFETIME: Final = timedelta(minutes=15)
SESSION_LIFETIME: Final = timedelta(days=90)
RETRY_WINDOW: Final = timedelta(seconds=30)
RESET_LIFETIME: Final = timedelta(minutes=30)
VERIFICATION_LIFETIME: Final = timedelta(days=3)
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
    """Refuse those under 18, and dates that are no birthdate.

    Raises:
        ValidationFailed: names `birthdate`.
    """
    today = clock.now().date()
    if not OLDEST_BIRTHDATE <= birthdate <= today:
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
