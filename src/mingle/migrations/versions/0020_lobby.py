"""The lobby: who is there for a date now, by leases, and who looks on."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE lobby_people (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            joined_at timestamptz NOT NULL,
            device_id text NOT NULL CHECK (char_length(device_id) BETWEEN 1 AND 64),
            binding uuid NOT NULL,
            seen_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            gone_at timestamptz,
            event_id uuid,
            next_since timestamptz
        ) WITH (fillfactor = 80);
        COMMENT ON COLUMN lobby_people.binding
            IS 'Made anew whenever a socket takes the place of another: only who knows it speaks for this person here.';
        COMMENT ON COLUMN lobby_people.due_at IS 'When they are there no longer, without another sign of life.';
        COMMENT ON COLUMN lobby_people.gone_at
            IS 'When their socket closed: they may be back in a moment, and are given to nobody until then.';
        COMMENT ON COLUMN lobby_people.event_id IS 'The event in whose lobby they are: only its rounds find them.';
        COMMENT ON COLUMN lobby_people.next_since IS 'Since when they wait for whoever fits; null: they do not.';
        -- The reaper: leases that ran out.
        CREATE INDEX lobby_people_due ON lobby_people (due_at);
        -- Those who wait for whoever fits.
        CREATE INDEX lobby_people_next ON lobby_people (next_since) WHERE next_since IS NOT NULL;

        CREATE TABLE lobby_watchers (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            due_at timestamptz NOT NULL
        ) WITH (fillfactor = 80);
        -- The reaper.
        CREATE INDEX lobby_watchers_due ON lobby_watchers (due_at);
        """
    )
