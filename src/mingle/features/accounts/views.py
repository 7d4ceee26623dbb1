"""Rows as their owner sees them."""

from uuid import UUID

import msgspec

from mingle.features.accounts.devices import device_name
from mingle.features.accounts.factor_models import Passkey, PasskeyRow
from mingle.features.accounts.identity_models import Identity, IdentityView
from mingle.features.accounts.models import (
    Account,
    SecondFactor,
    SecurityEvent,
    SecurityEventRow,
    Session,
    SessionView,
    User,
)
from mingle.kernel.actor import Role
from mingle.kernel.oidc import Providers


class UserOnly(msgspec.Struct):
    """An answer that is an account and nothing else."""

    user: User


def user(account: Account, role: Role) -> User:
    """An account as its owner sees it, in a session that may act as `role`."""
    return User(
        id=account.id,
        display_name=account.display_name,
        username=account.username,
        email=account.email,
        email_verified=account.email_verified_at is not None,
        phone=account.phone,
        birthdate=account.birthdate,
        gender=account.gender,
        role=role,
        is_guest=account.username is None,
        has_password=account.password_hash is not None,
        second_factor=SecondFactor(
            account.has_totp, account.passkey_count, account.recovery_codes_left, required=account.role is not Role.USER
        ),
        created_at=account.created_at,
    )


def session(row: Session, current: UUID | None) -> SessionView:
    """A signed-in device as its owner sees it."""
    return SessionView(
        id=row.id,
        device=device_name(row.user_agent),
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == current,
    )


def passkey(row: PasskeyRow) -> Passkey:
    """A passkey as its owner sees it."""
    return Passkey(row.id, row.name, row.created_at, row.last_used_at)


def event(row: SecurityEventRow) -> SecurityEvent:
    """A line of the security log as its owner sees it."""
    return SecurityEvent(row.id, row.kind, device_name(row.user_agent), row.address, row.created_at)


def identity(row: Identity, providers: Providers) -> IdentityView:
    """An identity as its owner sees it."""
    about = next((one.about for one in providers if one.about.token_issuer == row.issuer), None)
    name = about.name if about is not None else row.issuer.removeprefix("https://")
    return IdentityView(row.id, about.id if about is not None else None, name, row.label, row.created_at)
