"""What moderation keeps of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

TABLES = (
    # Who has reported somebody is that person's affair alone, so only one's own reports are told. Those about somebody
    # are erased with them; one's own lose name and note, and wait on (docs/moderation.md).
    PersonalTable(
        "reports",
        "reporter_id = %(id)s",
        ("id", "reported_id", "subject_kind", "subject_id", "reason", "note", "state", "created_at"),
        {"reporter_id": "says only whose row it is", "evidence": "what somebody else has said or shown"},
    ),
)
