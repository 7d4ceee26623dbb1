"""What calls keep of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_OWN = "says only whose row it is"

TABLES = (
    PersonalTable(
        "calls",
        "id IN (SELECT call_id FROM call_members WHERE account_id = %(id)s)",
        (
            "id",
            "purpose",
            "chat_id",
            "kind",
            "state",
            "started_by",
            "created_at",
            "rings_until",
            "answered_at",
            "ended_at",
            "reason",
            "max_seconds",
            "ends_at",
        ),
        {
            "is_of_chat": "says only who may be in it",
            "is_open": "says only who is told of it",
            "due_at": "says only when a program looks at it",
            "version": "counts its changes",
        },
    ),
    PersonalTable(
        "call_members",
        "account_id = %(id)s",
        ("call_id", "state", "joined_at", "device_id", "seen_at"),
        {
            "account_id": _OWN,
            "binding": "made up by the server, to tell connections apart",
            "due_at": "says only when a program looks at it",
        },
    ),
)
