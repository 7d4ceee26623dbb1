"""What gives chats life: who stood in them, drafts and forwards."""

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
        """
    )
