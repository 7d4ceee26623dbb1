"""${message}."""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Expand; what this replaces is dropped by a later release."""
    op.execute(
        """
        """
    )
