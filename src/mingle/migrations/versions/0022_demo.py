"""Demo people: who is made up by `mingle up --demo`, and marked as such everywhere."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        ALTER TABLE accounts ADD COLUMN is_demo boolean NOT NULL DEFAULT false;
        COMMENT ON COLUMN accounts.is_demo IS 'Made up, for somebody who tries Mingle out (docs/demo.md).';
        CREATE INDEX accounts_demo ON accounts (id) WHERE is_demo;
        """
    )
