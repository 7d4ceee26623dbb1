"""What gives chats life: who stood in them."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        -- GET /chats/{id}/people: who is named by what has happened in a chat.
        CREATE INDEX messages_system ON messages (chat_id) WHERE kind = 'system';
        """
    )
