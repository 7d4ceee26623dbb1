"""The story of telephone numbers: a code goes there, and whoever types it in has shown that the number is theirs.

A number belongs to one account. Whether it belongs to another already is told only to somebody who has it in hand;
to take it over, they free it there first.
"""

import hmac
from enum import Enum, auto
from functools import cache
from types import ModuleType

from mingle.features.accounts import events, factors, phone_queries, policy, way_jobs
from mingle.features.accounts.models import Account, Device, EventKind
from mingle.features.accounts.phone_codes import code_hash
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.security import Signer


class Outcome(Enum):
    """What became of a try. It is an answer and no error, since an error would undo that the try was counted."""

    VERIFIED = auto()
    WRONG = auto()
    TAKEN = auto()


def normalise(phone: str) -> str:
    """A mobile number in E.164.

    Raises:
        ValidationFailed: it is none, or it is one that costs extra.
    """
    numbers = _library()
    try:
        parsed = numbers.parse(phone, None)
    except numbers.NumberParseException:
        parsed = None
    kinds = (numbers.PhoneNumberType.MOBILE, numbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if parsed is None or not numbers.is_valid_number(parsed) or numbers.number_type(parsed) not in kinds:
        raise ValidationFailed(
            details=[FieldError("phone", "is not a mobile number with its country code, such as +39 312 345 6789")]
        )
    written: str = numbers.format_number(parsed, numbers.PhoneNumberFormat.E164)
    return written


async def start(tx: Tx, actor: Actor, phone: str) -> None:
    """Have a code sent; it takes the place of one that was sent before."""
    await phone_queries.replace_code(tx, actor.id, phone, clock.now() + policy.CODE_LIFETIME)
    await way_jobs.send_phone_code.defer(tx, actor.id)


async def verify(tx: Tx, signer: Signer, actor: Actor, phone: str, code: str, device: Device) -> Outcome:
    """Try a code. The row that counts the tries is locked by it, so that many at once count as many."""
    account = await factors.locked(tx, actor.id)
    tried = await phone_queries.count_try(tx, account.id, phone, policy.CODE_TRIES, clock.now())
    if tried is None or tried.code_hash is None:
        return Outcome.WRONG
    if not hmac.compare_digest(tried.code_hash, code_hash(signer, account.id, phone, code)):
        return Outcome.WRONG
    await phone_queries.delete_code(tx, account.id)
    if not await phone_queries.set_phone(tx, account.id, phone):
        return Outcome.TAKEN
    await events.note(tx, account.id, EventKind.PHONE_VERIFIED, device)
    await way_jobs.send_phone_verified.defer(tx, account.id)
    return Outcome.VERIFIED


async def remove(tx: Tx, actor: Actor, device: Device) -> Account:
    """Forget the number."""
    account = await factors.locked(tx, actor.id)
    await phone_queries.delete_code(tx, account.id)
    if await phone_queries.clear_phone(tx, account.id):
        await events.note(tx, account.id, EventKind.PHONE_REMOVED, device)
    return await factors.locked(tx, actor.id)


@cache
def _library() -> ModuleType:
    """Libphonenumber. Its tables take a while to load, and few requests need them."""
    import phonenumbers  # noqa: PLC0415

    return phonenumbers
