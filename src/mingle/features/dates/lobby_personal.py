"""What the lobby and speed dating keep of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_OWN = "says only whose row it is"
_DUE = "says only when a program looks at it"

TABLES = (
    PersonalTable(
        "lobby_people",
        "account_id = %(id)s",
        ("joined_at", "device_id", "seen_at", "event_id", "next_since"),
        {
            "account_id": _OWN,
            "binding": "made up by the server, to tell connections apart",
            "due_at": _DUE,
            "gone_at": _DUE,
        },
    ),
    PersonalTable("lobby_watchers", "account_id = %(id)s", (), {"account_id": _OWN, "due_at": _DUE}),
    PersonalTable(
        "speed_events",
        "host_id = %(id)s",
        (
            "id",
            "title",
            "description",
            "starts_at",
            "rounds",
            "round_seconds",
            "break_seconds",
            "capacity",
            "state",
            "round",
            "created_at",
        ),
        {"host_id": _OWN, "round_starts_at": _DUE, "round_ends_at": _DUE, "due_at": _DUE},
    ),
    PersonalTable("speed_places", "account_id = %(id)s", ("event_id", "signed_at"), {"account_id": _OWN}),
    PersonalTable(
        "speed_turns",
        "account_id = %(id)s",
        ("event_id", "round", "other_id", "call_id", "state"),
        {"account_id": _OWN},
    ),
)
