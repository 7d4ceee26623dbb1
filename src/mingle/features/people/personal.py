"""What people keep of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_OWN = "says only whose row it is"

TABLES = (
    PersonalTable(
        "profiles",
        "account_id = %(id)s",
        (
            "city",
            "country_code",
            "interests",
            "portrait",
            "gender_description",
            "pronouns",
            "bio",
            "prompts",
            "languages",
            "basics",
            "hidden",
            "socials",
            "video_id",
            "voice_id",
            "latitude",
            "longitude",
            "located_at",
            "is_incognito",
            "paused_at",
            "shows_last_seen",
            "shows_reads",
        ),
        {"account_id": _OWN},
    ),
    PersonalTable(
        "preferences",
        "account_id = %(id)s",
        ("genders", "age_min", "age_max", "max_distance_km", "goals"),
        {"account_id": _OWN},
    ),
    PersonalTable("profile_photos", "account_id = %(id)s", ("file_id", "position"), {"account_id": _OWN}),
    # Who has blocked somebody is that person's affair alone, so only one's own blocks are told; both kinds are erased.
    PersonalTable("blocks", "blocker_id = %(id)s", ("blocked_id", "created_at"), {"blocker_id": _OWN}),
    PersonalTable("shared_socials", "owner_id = %(id)s", ("viewer_id", "shared_at"), {"owner_id": _OWN}),
    PersonalTable(
        "photo_checks",
        "account_id = %(id)s",
        ("id", "pose", "selfie_id", "status", "photo_ids", "reason", "created_at", "decided_at"),
        {"account_id": _OWN, "decided_by": "somebody else: the moderator"},
    ),
    PersonalTable(
        "exports",
        "account_id = %(id)s",
        ("id", "requested_at", "file_id", "expires_at"),
        {"account_id": _OWN},
    ),
)

IMPERSONAL = {"places": "cities of the world", "place_names": "what cities are called"}
