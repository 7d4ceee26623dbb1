"""Structs of accounts: rows, requests and answers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from mingle.kernel.actor import Actor, ActorKind, Role
from mingle.kernel.texts import END, NAME

_MAIL = r"[^@\s\x00-\x1f\x7f<>()\[\],;:\"\\]"

# Anything that people call themselves, on one line, and not nothing.
DisplayName = Annotated[str, msgspec.Meta(min_length=1, max_length=50, pattern=NAME)]
Username = Annotated[
    str, msgspec.Meta(min_length=3, max_length=30, pattern=rf"^[A-Za-z0-9]([A-Za-z0-9._]*[A-Za-z0-9])?{END}")
]
# What nearly every mail server takes (a part of RFC 5321's grammar); whether it exists, only a mail can tell.
Email = Annotated[str, msgspec.Meta(max_length=254, pattern=rf"^{_MAIL}{{1,64}}@{_MAIL}+\.{_MAIL}{{2,}}{END}")]
Password = Annotated[str, msgspec.Meta(min_length=8, max_length=256)]
GivenPassword = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Token = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
SessionForm = Literal["body", "cookie"]


class Gender(StrEnum):
    """What a person calls themselves, coarsely; profiles say it in their own words."""

    WOMAN = "woman"
    MAN = "man"
    NONBINARY = "nonbinary"
    OTHER = "other"


class Account(msgspec.Struct):
    """A row of `accounts`."""

    id: UUID
    kind: ActorKind
    role: Role
    display_name: str
    username: str | None
    email: str | None
    email_verified_at: datetime | None
    phone: str | None
    birthdate: date | None
    gender: Gender | None
    password_hash: str | None
    banned_at: datetime | None
    deletion_due_at: datetime | None
    """When its owner asked that it be erased; signing in before takes that back."""
    created_at: datetime
    has_totp: bool
    passkey_count: int
    recovery_codes_left: int


class SecondFactor(msgspec.Struct, rename="camel"):
    """What an account has beside its password."""

    totp: bool
    passkeys: int
    recovery_codes_left: int
    required: bool
    """Of moderators and admins: a session that has not shown one acts as a user's."""


class User(msgspec.Struct, rename="camel"):
    """What people are told of their own account."""

    id: UUID
    display_name: str
    username: str | None
    email: str | None
    email_verified: bool
    phone: str | None
    birthdate: date | None
    gender: Gender | None
    role: Role
    """As which this session may act."""
    is_guest: bool
    has_password: bool
    second_factor: SecondFactor
    created_at: datetime


class GuestDraft(msgspec.Struct, rename="camel"):
    """POST /auth/guest."""

    name: DisplayName
    gender: Gender
    birthdate: date
    invite_code: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    session: SessionForm = "body"


class Registration(msgspec.Struct, rename="camel"):
    """POST /auth/register."""

    email: Email
    username: Username
    password: Password
    display_name: DisplayName
    birthdate: date
    gender: Gender | None = None
    session: SessionForm = "body"


class Credentials(msgspec.Struct, rename="camel"):
    """POST /auth/login."""

    login: Annotated[str, msgspec.Meta(min_length=1, max_length=254)]
    password: GivenPassword
    totp: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    session: SessionForm = "body"


class Linking(msgspec.Struct, rename="camel"):
    """POST /auth/link: what makes a guest permanent."""

    email: Email
    username: Username
    password: Password
    session: SessionForm = "body"


class Refreshing(msgspec.Struct, rename="camel"):
    """POST /auth/refresh: the token, unless it comes as a cookie."""

    refresh_token: Token | None = None
    session: SessionForm = "body"


class PasswordChange(msgspec.Struct, rename="camel"):
    """PUT /auth/password."""

    current_password: GivenPassword
    new_password: Password


class ForgottenPassword(msgspec.Struct, rename="camel"):
    """POST /auth/password/forgot."""

    email: Email


class PasswordReset(msgspec.Struct, rename="camel"):
    """POST /auth/password/reset."""

    token: Token
    password: Password


class EmailChange(msgspec.Struct, rename="camel"):
    """PUT /auth/email. Who has no password shows by a fresh sign-in that it is them."""

    email: Email
    password: GivenPassword | None = None


class VerifiedEmail(msgspec.Struct, rename="camel"):
    """POST /auth/email/verify."""

    token: Token


class SignedIn(msgspec.Struct, rename="camel", omit_defaults=True):
    """The answer to every way in. The refresh token is not in it when it went out as a cookie."""

    user: User
    access_token: str
    expires_in: int
    """Seconds until the access token ends."""
    refresh_token: str | None = None


class Device(msgspec.Struct):
    """From where a request comes, as far as it can be told."""

    address: str
    user_agent: str


class Session(msgspec.Struct):
    """A row of `sessions`: one signed-in device. All refresh tokens that follow each other belong to one."""

    id: UUID
    account_id: UUID
    address: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    second_factor_at: datetime | None


class Caller(msgspec.Struct):
    """Who acts through a session."""

    id: UUID
    kind: ActorKind
    role: Role
    session_id: UUID
    is_held_back: bool
    """The account may do more, but this session has not shown a second factor."""

    def as_actor(self) -> Actor:
        """What services and policies are told."""
        return Actor(self.id, self.kind, self.role, self.session_id)


class Proof(msgspec.Struct):
    """When the owner of a session last showed that it is them."""

    created_at: datetime
    confirmed_at: datetime | None
    second_factor_at: datetime | None


class SessionView(msgspec.Struct, rename="camel"):
    """A device as its owner sees it."""

    id: UUID
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


class RefreshToken(msgspec.Struct):
    """A row of `refresh_tokens`."""

    hash: bytes
    session_id: UUID
    used_at: datetime | None


class EventKind(StrEnum):
    """What the security log tells."""

    REGISTERED = "registered"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LINKED = "linked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a name
    PASSWORD_RESET = "password_reset"  # noqa: S105  # a name
    RESET_REQUESTED = "reset_requested"
    SESSION_REVOKED = "session_revoked"
    TOKEN_REUSED = "token_reused"  # noqa: S105  # a name
    EMAIL_VERIFIED = "email_verified"
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    TOTP_ON = "totp_on"
    TOTP_OFF = "totp_off"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_COPIED = "passkey_copied"
    ROLE_CHANGED = "role_changed"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    PHONE_VERIFIED = "phone_verified"
    PHONE_REMOVED = "phone_removed"
    DELETION_REQUESTED = "deletion_requested"
    DELETION_TAKEN_BACK = "deletion_taken_back"


class SecurityEventRow(msgspec.Struct):
    """A row of `security_events`."""

    id: UUID
    kind: EventKind
    address: str
    user_agent: str
    created_at: datetime


class SecurityEvent(msgspec.Struct, rename="camel"):
    """A line of an account's security log, as its owner sees it."""

    id: UUID
    kind: EventKind
    device: str
    address: str
    created_at: datetime


class Purpose(StrEnum):
    """What a link in a mail is for."""

    PASSWORD_RESET = "password_reset"  # noqa: S105  # a name
    EMAIL_VERIFICATION = "email_verification"
    EMAIL_CHANGE = "email_change"


class Ticket(msgspec.Struct):
    """A link that was sent: whose it is, and to which address."""

    account_id: UUID
    email: str
