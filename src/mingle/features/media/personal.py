"""What media keep of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_OWN = "says only whose row it is"
_INNER = "where it lies in the store"

TABLES = (
    PersonalTable(
        "files",
        "owner_id = %(id)s",
        (
            "id",
            "purpose",
            "kind",
            "status",
            "reason",
            "name",
            "mime",
            "size",
            "width",
            "height",
            "duration_ms",
            "waveform",
            "created_at",
        ),
        {
            "owner_id": _OWN,
            "placeholder": "a blurred copy of what is in media/",
            "perceptual_hash": "by which banned pictures are found again",
            "checked_at": "of the sweep",
            "lost_at": "of the sweep",
        },
    ),
    PersonalTable(
        "file_variants",
        "file_id IN (SELECT id FROM files WHERE owner_id = %(id)s)",
        ("file_id", "name", "mime", "size", "width", "height"),
        {"key": _INNER},
    ),
    PersonalTable(
        "uploads",
        "owner_id = %(id)s",
        ("id", "purpose", "name", "mime", "is_voice", "kind", "length", "received", "created_at", "expires_at"),
        {"owner_id": _OWN},
    ),
    PersonalTable(
        "upload_parts",
        "upload_id IN (SELECT id FROM uploads WHERE owner_id = %(id)s)",
        ("upload_id", "start", "size"),
        {"key": _INNER},
    ),
    PersonalTable("upload_days", "owner_id = %(id)s", ("day", "files", "bytes"), {"owner_id": _OWN}),
)

IMPERSONAL = {"banned_pictures": "what pictures look like that nobody may show"}
