"""What discovery keeps of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_OWN = "says only whose row it is"

TABLES = (
    # Who has judged somebody is that person's affair alone, so only one's own judgements are told; both are erased.
    PersonalTable(
        "judgements",
        "judge_id = %(id)s",
        ("judged_id", "kind", "note", "created_at", "hidden_until"),
        {"judge_id": _OWN},
    ),
    PersonalTable(
        "matches",
        "%(id)s IN (low_id, high_id)",
        ("id", "low_id", "high_id", "chat_id", "created_at", "ended_at"),
        {"ended_by": "may be somebody else, whose affair it is"},
    ),
    PersonalTable("allowances", "account_id = %(id)s", ("kind", "used", "began_at"), {"account_id": _OWN}),
    PersonalTable("boosts", "account_id = %(id)s", ("boosted_until",), {"account_id": _OWN}),
)
