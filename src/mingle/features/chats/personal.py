"""What chats keep of a person, and what of it an export tells."""

from mingle.kernel.personal import PersonalTable

_OWN = "says only whose row it is"
_OF_RESENDS = "made up by the app, to tell a resend"
_OF_WHAT_STANDS = "of what stands beside it"
_OF_SENDER = "(chat_id, pts) IN (SELECT chat_id, pts FROM messages WHERE sender_id = %(id)s)"

TABLES = (
    PersonalTable(
        "chat_members",
        "account_id = %(id)s",
        (
            "chat_id",
            "role",
            "joined_at",
            "read_pts",
            "delivered_pts",
            "cleared_pts",
            "muted_until",
            "archived_at",
            "pinned_at",
        ),
        {"account_id": _OWN},
    ),
    PersonalTable(
        "chat_drafts",
        "account_id = %(id)s",
        ("chat_id", "content", "reply_to_id", "updated_at"),
        {"account_id": _OWN},
    ),
    PersonalTable(
        "messages",
        "sender_id = %(id)s",
        (
            "chat_id",
            "pts",
            "id",
            "kind",
            "content",
            "reply_to_id",
            "forward_of_id",
            "forwarded_from_id",
            "hashtags",
            "is_silent",
            "edited_at",
            "deleted_at",
            "pinned_at",
            "expires_at",
            "created_at",
            "updated_at",
        ),
        {
            "sender_id": _OWN,
            "client_id": _OF_RESENDS,
            "digest": _OF_WHAT_STANDS,
            "encrypted_content": "only the devices of its chat can read it",
        },
    ),
    PersonalTable(
        "scheduled_messages",
        "sender_id = %(id)s",
        (
            "id",
            "chat_id",
            "content",
            "reply_to_id",
            "forward_of_id",
            "is_silent",
            "poll",
            "no_preview",
            "send_at",
            "problem",
            "created_at",
            "updated_at",
        ),
        {"sender_id": _OWN, "client_id": _OF_RESENDS, "digest": _OF_WHAT_STANDS},
    ),
    PersonalTable(
        "scheduled_files",
        "scheduled_id IN (SELECT id FROM scheduled_messages WHERE sender_id = %(id)s)",
        ("scheduled_id", "position", "file_id"),
    ),
    PersonalTable(
        "chat_events",
        "account_id = %(id)s",
        ("chat_id", "pts", "kind", "message_pts", "emoji", "is_on"),
        {"account_id": _OWN},
    ),
    PersonalTable("message_files", _OF_SENDER, ("chat_id", "pts", "position", "file_id")),
    PersonalTable("message_links", _OF_SENDER, ("chat_id", "pts", "preview_id", "linked_at")),
    PersonalTable("message_mentions", "account_id = %(id)s", ("chat_id", "pts"), {"account_id": _OWN}),
    PersonalTable(
        "message_reactions",
        "account_id = %(id)s",
        ("chat_id", "pts", "emoji", "reacted_at"),
        {"account_id": _OWN},
    ),
    PersonalTable("message_edits", _OF_SENDER, ("chat_id", "pts", "edited_pts", "content", "edited_at")),
    PersonalTable("polls", _OF_SENDER, ("chat_id", "pts", "options", "is_multiple", "is_anonymous", "closed_at")),
    PersonalTable("poll_votes", "account_id = %(id)s", ("chat_id", "pts", "option", "voted_at"), {"account_id": _OWN}),
    PersonalTable("message_hides", "account_id = %(id)s", ("chat_id", "pts"), {"account_id": _OWN}),
    PersonalTable(
        "chat_invites",
        "created_by = %(id)s",
        ("id", "chat_id", "code", "created_at", "expires_at", "max_uses", "uses"),
        {"created_by": _OWN},
    ),
    PersonalTable(
        "chat_exports",
        "account_id = %(id)s",
        ("id", "chat_id", "with_files", "requested_at", "file_id", "expires_at"),
        {"account_id": _OWN},
    ),
    PersonalTable("chat_exclusions", "account_id = %(id)s", ("chat_id", "excluded_at"), {"account_id": _OWN}),
)

IMPERSONAL = {
    "chats": "what chats are called and look like, and how far they have come; who is in them stands in chat_members,"
    " and whose file a picture is, in files",
    "link_previews": "what pages of others say of themselves; who links to them stands in message_links",
}
