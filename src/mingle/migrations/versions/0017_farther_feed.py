"""Indexes for those who look some hundred kilometres far, and for boosts that stand."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        -- The search of a feed, farther: the tiles within reach of those who look so far, then gender and age.
        CREATE INDEX candidates_farther ON candidates (tile, gender, born) WHERE is_shown AND is_far;
        -- A feed that is computed: who is to be shown sooner now.
        CREATE INDEX boosts_standing ON boosts (boosted_until);
        """
    )
