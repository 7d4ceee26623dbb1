"""Profiles: what people show of themselves, of which this is the beginning."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE profiles (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            city text CHECK (char_length(city) <= 100),
            country_code text CHECK (country_code ~ '^[A-Z]{2}$'),
            interests text[] NOT NULL DEFAULT '{}',
            portrait text CHECK (char_length(portrait) <= 4000)
        );
        COMMENT ON COLUMN profiles.portrait IS 'A drawing (SVG) of somebody who does not exist.';
        """
    )
