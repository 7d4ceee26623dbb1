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
    PersonalTable(
        "candidates",
        "account_id = %(id)s",
        ("active_on",),
        {"account_id": _OWN}
        | dict.fromkeys(
            ("reach", "x", "y", "z", "tile", "joined_at", "born", "gender", "wants", "age_min", "age_max", "goals"),
            "told with the account, the profile and the preferences, from which it is derived",
        )
        | dict.fromkeys(
            ("changed_at", "is_shown", "is_far", "has_photo", "shows_last_seen"), "derived from other tables"
        ),
    ),
    PersonalTable(
        "judgement_sums",
        "account_id = %(id)s",
        ("given", "given_likes"),
        {"account_id": _OWN}
        | dict.fromkeys(("received", "received_likes"), "what others think of somebody is their affair"),
    ),
    PersonalTable(
        "feeds",
        "viewer_id = %(id)s",
        ("computed_at",),
        {"viewer_id": _OWN}
        | dict.fromkeys(("candidate_ids", "scores"), "other people, and a guess about them that is made anew each hour")
        | dict.fromkeys(("viewer_changed_at", "is_all", "due_at"), "says only when it is made anew"),
    ),
    PersonalTable(
        "standings",
        "account_id = %(id)s",
        ("openness", "given", "given_yes"),
        {"account_id": _OWN, "model_id": "the same for everybody"}
        | dict.fromkeys(("openness_variance", "appeal_variance"), "how much is known, not what")
        | dict.fromkeys(("appeal", "received", "received_yes"), "what others think of somebody is their affair")
        | dict.fromkeys(("taste", "draw"), "say nothing but beside those of others, and are made anew each day"),
    ),
)

IMPERSONAL = {"ranking_models": "a few numbers for everybody together"}
