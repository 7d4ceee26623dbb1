"""Previews of the pages that messages link to, with pictures that are nobody's; exports of chats."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        ALTER TABLE files ALTER COLUMN owner_id DROP NOT NULL;
        ALTER TABLE files DROP CONSTRAINT files_purpose_check;
        ALTER TABLE files ADD CONSTRAINT files_purpose_check CHECK (purpose IN
            ('attachment', 'photo', 'video', 'voice', 'verification', 'emblem', 'export', 'preview'));
        ALTER TABLE files ADD CONSTRAINT files_owner_check CHECK ((purpose = 'preview') = (owner_id IS NULL));

        CREATE TABLE link_previews (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            url text NOT NULL UNIQUE CHECK (octet_length(url) <= 2000),
            title text CHECK (char_length(title) BETWEEN 1 AND 300),
            description text CHECK (char_length(description) BETWEEN 1 AND 1000),
            site text CHECK (char_length(site) BETWEEN 1 AND 100),
            file_id uuid REFERENCES files (id) ON DELETE SET NULL,
            fetched_at timestamptz,
            next_fetch_at timestamptz NOT NULL
        );
        COMMENT ON COLUMN link_previews.title IS 'Null while nothing is known of the page: then nothing is shown.';
        COMMENT ON COLUMN link_previews.next_fetch_at IS 'From when on it is fetched once more if it is used. Whoever '
            'fetches it moves this first, so that one does at a time.';
        -- The sweep of files.
        CREATE INDEX link_previews_of_file ON link_previews (file_id) WHERE file_id IS NOT NULL;
        -- The sweep of previews.
        CREATE INDEX link_previews_stale ON link_previews (next_fetch_at);

        CREATE TABLE message_links (
            chat_id uuid NOT NULL,
            pts bigint NOT NULL,
            preview_id uuid NOT NULL REFERENCES link_previews (id) ON DELETE CASCADE,
            linked_at timestamptz NOT NULL,
            -- The preview of a message.
            PRIMARY KEY (chat_id, pts),
            FOREIGN KEY (chat_id, pts) REFERENCES messages ON DELETE CASCADE
        );
        -- Which messages are told of a preview; the sweep of previews.
        CREATE INDEX message_links_of_preview ON message_links (preview_id, linked_at);

        CREATE TABLE chat_exports (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            chat_id uuid NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
            with_files boolean NOT NULL,
            requested_at timestamptz NOT NULL,
            file_id uuid REFERENCES files (id) ON DELETE SET NULL,
            expires_at timestamptz NOT NULL
        );
        -- GET /chats/{id}/exports; erasure.
        CREATE INDEX chat_exports_of_account ON chat_exports (account_id, chat_id, id);
        -- A chat that ends.
        CREATE INDEX chat_exports_of_chat ON chat_exports (chat_id);
        -- The sweep of files.
        CREATE INDEX chat_exports_of_file ON chat_exports (file_id) WHERE file_id IS NOT NULL;
        -- Those whose time is over.
        CREATE INDEX chat_exports_old ON chat_exports (expires_at);

        COMMENT ON INDEX messages_by_id IS 'Routes that know the id alone; what is older than messages are kept, since '
            'ids begin with their time.';

        ALTER TABLE scheduled_messages ADD COLUMN no_preview boolean NOT NULL DEFAULT false;
        """
    )
