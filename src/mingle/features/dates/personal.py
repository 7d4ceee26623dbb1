"""What dates keep of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_OWN = "says only whose row it is"

TABLES = (
    PersonalTable(
        "dates",
        "call_id IN (SELECT call_id FROM date_sides WHERE account_id = %(id)s)",
        ("call_id", "origin", "event_id", "round"),
        {"is_blurred": "says what both have agreed to"},
    ),
    PersonalTable(
        "date_sides",
        "account_id = %(id)s",
        ("call_id", "wished_seconds", "has_unblurred", "extension_seconds"),
        {"account_id": _OWN, "is_flowing": "says only what a device has shown"},
    ),
    PersonalTable("date_cooldowns", "%(id)s IN (low_id, high_id)", ("low_id", "high_id", "until"), {}),
    PersonalTable(
        "date_messages",
        "account_id = %(id)s",
        ("id", "call_id", "content", "sent_at"),
        {"account_id": _OWN},
    ),
    PersonalTable("date_socials", "account_id = %(id)s", ("call_id", "socials", "given_at"), {"account_id": _OWN}),
    # What somebody has said of another is their own affair alone.
    PersonalTable("date_answers", "account_id = %(id)s", ("call_id", "again", "answered_at"), {"account_id": _OWN}),
)
