"""What gives chats life: who stood in them, drafts, forwards and scheduled messages."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        -- GET /chats/{id}/people: who is named by what has happened in a chat.
        CREATE INDEX messages_system ON messages (chat_id) WHERE kind = 'system';

        -- Its author; forward_of_id says that it is one when their account is gone.
        ALTER TABLE messages ADD COLUMN forwarded_from_id uuid REFERENCES accounts (id) ON DELETE SET NULL;
        -- Erasure.
        CREATE INDEX messages_forwarded_from ON messages (forwarded_from_id) WHERE forwarded_from_id IS NOT NULL;

        CREATE TABLE chat_drafts (
            account_id uuid NOT NULL,
            chat_id uuid NOT NULL,
            content text NOT NULL CHECK (char_length(content) BETWEEN 1 AND 10000),
            reply_to_id uuid,
            updated_at timestamptz NOT NULL,
            -- GET /chats: one's drafts in the chats of a page.
            PRIMARY KEY (account_id, chat_id),
            FOREIGN KEY (account_id, chat_id) REFERENCES chat_members ON DELETE CASCADE
        );
        COMMENT ON TABLE chat_drafts IS 'What somebody has begun to write in a chat, on whichever device.';

        CREATE TABLE scheduled_messages (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            chat_id uuid NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            sender_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            client_id text NOT NULL CHECK (char_length(client_id) BETWEEN 1 AND 64),
            digest bytea NOT NULL,
            content text NOT NULL CHECK (char_length(content) <= 10000),
            reply_to_id uuid,
            forward_of_id uuid,
            is_silent boolean NOT NULL,
            send_at timestamptz NOT NULL,
            problem text CHECK (problem ~ '^[a-z_]{1,40}$'),
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            -- A resend is the same message. Also: how many somebody has in a chat.
            UNIQUE (chat_id, sender_id, client_id)
        );
        COMMENT ON COLUMN scheduled_messages.digest IS 'Of what was sent; the message that it becomes has the same.';
        COMMENT ON COLUMN scheduled_messages.problem IS 'Why it could not be sent at its time: an error''s code.';
        -- GET /chats/{id}/scheduled; erasure.
        CREATE INDEX scheduled_messages_of_sender ON scheduled_messages (sender_id, chat_id, send_at, id);
        -- What is due, should its job have been lost.
        CREATE INDEX scheduled_messages_due ON scheduled_messages (send_at) WHERE problem IS NULL;

        CREATE TABLE scheduled_files (
            scheduled_id uuid NOT NULL REFERENCES scheduled_messages (id) ON DELETE CASCADE,
            position smallint NOT NULL CHECK (position BETWEEN 0 AND 9),
            file_id uuid NOT NULL REFERENCES files (id) ON DELETE CASCADE,
            PRIMARY KEY (scheduled_id, position)
        );
        -- The sweep.
        CREATE INDEX scheduled_files_of_file ON scheduled_files (file_id);
        """
    )
