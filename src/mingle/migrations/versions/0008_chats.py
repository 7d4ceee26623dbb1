"""Chats, who is in them, and every change in them, numbered without a gap in each chat."""

from alembic import op

revision = "0008"
down_revision = "0007"

PARTITIONS = 16


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE chats (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            kind text NOT NULL CHECK (kind IN ('private', 'group', 'channel')),
            pair uuid UNIQUE,
            name text CHECK (char_length(name) BETWEEN 1 AND 100),
            description text CHECK (char_length(description) <= 1000),
            is_secret boolean NOT NULL DEFAULT false,
            pts bigint NOT NULL DEFAULT 0,
            active_at timestamptz NOT NULL,
            created_at timestamptz NOT NULL,
            CHECK ((kind = 'private') = (pair IS NOT NULL)),
            CHECK ((kind = 'private') = (name IS NULL))
        );
        COMMENT ON COLUMN chats.pair IS 'Made of the ids of both, so that two people have one private chat.';
        COMMENT ON COLUMN chats.pts IS 'The number of the last change; the next one is given under this row''s lock.';

        CREATE TABLE chat_members (
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            chat_id uuid NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
            joined_at timestamptz NOT NULL,
            read_pts bigint NOT NULL DEFAULT 0,
            delivered_pts bigint NOT NULL DEFAULT 0,
            cleared_pts bigint NOT NULL DEFAULT 0,
            muted_until timestamptz,
            archived_at timestamptz,
            pinned_at timestamptz,
            -- Somebody's chats: GET /chats, GET /sync, the rooms of a socket.
            PRIMARY KEY (account_id, chat_id)
        );
        COMMENT ON COLUMN chat_members.cleared_pts IS 'What came up to here, this member does not see any more.';
        -- Who is in a chat: GET /chats/{id}/members, the other one of a pair.
        CREATE UNIQUE INDEX chat_members_of_chat ON chat_members (chat_id, account_id);

        CREATE TABLE messages (
            chat_id uuid NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            pts bigint NOT NULL,
            id uuid NOT NULL DEFAULT uuidv7(),
            sender_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            client_id text NOT NULL CHECK (char_length(client_id) BETWEEN 1 AND 64),
            digest bytea NOT NULL,
            kind text NOT NULL CHECK (kind IN ('text', 'media', 'system', 'encrypted')),
            content text CHECK (char_length(content) <= 10000),
            encrypted_content bytea CHECK (octet_length(encrypted_content) <= 100000),
            reply_to_id uuid,
            forward_of_id uuid,
            hashtags text[] NOT NULL DEFAULT '{}',
            is_silent boolean NOT NULL DEFAULT false,
            edited_at timestamptz,
            deleted_at timestamptz,
            pinned_at timestamptz,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            -- History, catching up, unread counts.
            PRIMARY KEY (chat_id, pts),
            -- A resend is the same message.
            UNIQUE (chat_id, sender_id, client_id),
            CHECK (encrypted_content IS NULL OR (kind = 'encrypted' AND content IS NULL)),
            CHECK (deleted_at IS NULL OR (content IS NULL AND encrypted_content IS NULL))
        ) PARTITION BY HASH (chat_id);
        COMMENT ON COLUMN messages.digest IS 'Of what was sent: the same client id with another body is refused.';
        COMMENT ON COLUMN messages.encrypted_content IS 'Opaque here: only the devices of its chat can read it.';
        -- Routes that know the id alone.
        CREATE INDEX messages_by_id ON messages (id);
        -- Export and erasure.
        CREATE INDEX messages_of_sender ON messages (sender_id);
        -- GET /chats/{id}/pins.
        CREATE INDEX messages_pinned ON messages (chat_id, pts) WHERE pinned_at IS NOT NULL;

        CREATE TABLE chat_events (
            chat_id uuid NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            pts bigint NOT NULL,
            kind text NOT NULL
                CHECK (kind IN ('message:edited', 'message:deleted', 'message:reaction', 'chat:updated',
                    'chat:rewritten')),
            message_pts bigint,
            account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
            emoji text,
            is_on boolean,
            PRIMARY KEY (chat_id, pts)
        );
        COMMENT ON TABLE chat_events IS 'What has changed in a chat beside new messages, whose numbers stand in '
            'messages. It tells what to look at, never what stood there.';
        CREATE INDEX chat_events_of_account ON chat_events (account_id);

        CREATE TABLE message_files (
            chat_id uuid NOT NULL,
            pts bigint NOT NULL,
            position smallint NOT NULL CHECK (position BETWEEN 0 AND 9),
            file_id uuid NOT NULL REFERENCES files (id) ON DELETE CASCADE,
            PRIMARY KEY (chat_id, pts, position),
            FOREIGN KEY (chat_id, pts) REFERENCES messages ON DELETE CASCADE
        );
        -- Who may see a file; the sweep.
        CREATE INDEX message_files_of_file ON message_files (file_id);

        CREATE TABLE message_mentions (
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            chat_id uuid NOT NULL,
            pts bigint NOT NULL,
            -- How many unread messages mention somebody.
            PRIMARY KEY (account_id, chat_id, pts),
            FOREIGN KEY (chat_id, pts) REFERENCES messages ON DELETE CASCADE
        );
        -- Whom a message mentions.
        CREATE INDEX message_mentions_of_message ON message_mentions (chat_id, pts);

        CREATE TABLE message_reactions (
            chat_id uuid NOT NULL,
            pts bigint NOT NULL,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            emoji text NOT NULL CHECK (char_length(emoji) BETWEEN 1 AND 16),
            reacted_at timestamptz NOT NULL,
            PRIMARY KEY (chat_id, pts, account_id, emoji),
            FOREIGN KEY (chat_id, pts) REFERENCES messages ON DELETE CASCADE
        );
        CREATE INDEX message_reactions_of_account ON message_reactions (account_id);

        CREATE TABLE message_edits (
            chat_id uuid NOT NULL,
            pts bigint NOT NULL,
            edited_pts bigint NOT NULL,
            content text NOT NULL,
            edited_at timestamptz NOT NULL,
            PRIMARY KEY (chat_id, pts, edited_pts),
            FOREIGN KEY (chat_id, pts) REFERENCES messages ON DELETE CASCADE
        );
        COMMENT ON TABLE message_edits IS 'What stood in a message before each edit.';

        CREATE TABLE message_hides (
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            chat_id uuid NOT NULL,
            pts bigint NOT NULL,
            PRIMARY KEY (account_id, chat_id, pts),
            FOREIGN KEY (chat_id, pts) REFERENCES messages ON DELETE CASCADE
        );
        COMMENT ON TABLE message_hides IS 'Messages that somebody has deleted for themselves alone.';
        CREATE INDEX message_hides_of_message ON message_hides (chat_id, pts);
        """
    )
    for part in range(PARTITIONS):
        op.execute(
            f"CREATE TABLE messages_{part:02} PARTITION OF messages"
            f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
        )
