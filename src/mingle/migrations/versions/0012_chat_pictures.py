"""Pictures of groups and channels."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        ALTER TABLE chats ADD COLUMN picture_id uuid REFERENCES files (id) ON DELETE SET NULL;
        ALTER TABLE chats ADD CONSTRAINT chats_picture_check CHECK (kind <> 'private' OR picture_id IS NULL);
        COMMENT ON COLUMN chats.picture_id IS 'Of a group or channel; with the account that uploaded it, it goes.';
        -- Who sees a file, and is told of it; the sweep of files; erasure.
        CREATE INDEX chats_of_picture ON chats (picture_id) WHERE picture_id IS NOT NULL;
        """
    )
