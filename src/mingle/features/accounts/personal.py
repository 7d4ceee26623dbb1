"""What accounts keep of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_SECRET = "a secret, by which one comes in"  # noqa: S105  # a reason
_OWN = "says only whose row it is"
_PASSING = "of a few minutes, on the way in"

TABLES = (
    PersonalTable(
        "accounts",
        "id = %(id)s",
        (
            "id",
            "kind",
            "role",
            "display_name",
            "username",
            "email",
            "email_verified_at",
            "phone",
            "birthdate",
            "gender",
            "banned_at",
            "created_at",
            "deletion_due_at",
            "is_demo",
        ),
        {"password_hash": _SECRET},
    ),
    PersonalTable(
        "sessions",
        "account_id = %(id)s",
        (
            "id",
            "address",
            "user_agent",
            "created_at",
            "last_seen_at",
            "expires_at",
            "revoked_at",
            "confirmed_at",
            "second_factor_at",
        ),
        {"account_id": _OWN},
    ),
    PersonalTable(
        "refresh_tokens",
        "session_id IN (SELECT id FROM sessions WHERE account_id = %(id)s)",
        ("session_id", "used_at"),
        {"hash": _SECRET},
    ),
    PersonalTable(
        "tickets",
        "account_id = %(id)s",
        ("purpose", "email", "expires_at"),
        {"hash": _SECRET, "account_id": _OWN},
    ),
    PersonalTable(
        "security_events",
        "account_id = %(id)s",
        ("id", "kind", "address", "user_agent", "created_at"),
        {"account_id": _OWN},
    ),
    PersonalTable("totp_setups", "account_id = %(id)s", ("expires_at",), {"account_id": _OWN, "secret": _SECRET}),
    PersonalTable(
        "totp_secrets",
        "account_id = %(id)s",
        ("created_at",),
        {"account_id": _OWN, "secret": _SECRET, "last_step": _SECRET},
    ),
    PersonalTable("recovery_codes", "account_id = %(id)s", (), {"account_id": _OWN, "hash": _SECRET}),
    PersonalTable(
        "passkeys",
        "account_id = %(id)s",
        ("id", "name", "transports", "sign_count", "created_at", "last_used_at"),
        {"account_id": _OWN, "credential_id": _SECRET, "public_key": _SECRET},
    ),
    PersonalTable(
        "passkey_challenges",
        "account_id = %(id)s",
        ("purpose", "expires_at"),
        {"account_id": _OWN, "hash": _SECRET},
    ),
    PersonalTable(
        "identities",
        "account_id = %(id)s",
        ("id", "issuer", "subject", "label", "created_at"),
        {"account_id": _OWN},
    ),
    PersonalTable(
        "pending_sign_ins",
        "account_id = %(id)s",
        ("provider", "expires_at"),
        {"account_id": _OWN, "state_hash": _SECRET, "browser_hash": _SECRET, "nonce": _SECRET, "verifier": _SECRET},
    ),
    PersonalTable(
        "phone_codes",
        "account_id = %(id)s",
        ("phone", "tries", "expires_at"),
        {"account_id": _OWN, "code_hash": _SECRET},
    ),
)

IMPERSONAL = {
    "pending_registrations": f"nobody's yet: {_PASSING}",
    "spent_id_tokens": f"hashes alone: {_PASSING}",
}
