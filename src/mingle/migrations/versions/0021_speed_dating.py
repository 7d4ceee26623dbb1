"""Speed dating: events, who signs up, and who meets whom in each round."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE speed_events (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            host_id uuid REFERENCES accounts (id) ON DELETE SET NULL,
            title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 100),
            description text CHECK (char_length(description) BETWEEN 1 AND 2000),
            starts_at timestamptz NOT NULL,
            rounds integer NOT NULL CHECK (rounds > 0),
            round_seconds integer NOT NULL CHECK (round_seconds > 0),
            break_seconds integer NOT NULL CHECK (break_seconds >= 0),
            capacity integer CHECK (capacity > 1),
            state text NOT NULL DEFAULT 'planned'
                CHECK (state IN ('planned', 'open', 'running', 'finished', 'cancelled')),
            round integer NOT NULL DEFAULT 0 CHECK (round BETWEEN 0 AND rounds),
            round_starts_at timestamptz,
            round_ends_at timestamptz,
            due_at timestamptz,
            created_at timestamptz NOT NULL,
            CHECK ((state IN ('finished', 'cancelled')) = (due_at IS NULL)),
            CHECK ((state = 'running') = (round_starts_at IS NOT NULL)),
            CHECK ((round_starts_at IS NULL) = (round_ends_at IS NULL))
        );
        COMMENT ON COLUMN speed_events.due_at IS 'When it opens, its next round begins, or it is over.';
        -- The driver: what is due.
        CREATE INDEX speed_events_due ON speed_events (due_at) WHERE due_at IS NOT NULL;
        -- GET /speed-dating: those to come.
        CREATE INDEX speed_events_coming ON speed_events (starts_at, id) WHERE due_at IS NOT NULL;
        -- Export, and the erasure of who has opened one.
        CREATE INDEX speed_events_of_host ON speed_events (host_id);

        CREATE TABLE speed_places (
            event_id uuid NOT NULL REFERENCES speed_events (id) ON DELETE CASCADE,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            signed_at timestamptz NOT NULL,
            PRIMARY KEY (event_id, account_id)
        );
        -- Export and erasure.
        CREATE INDEX speed_places_of_account ON speed_places (account_id);

        CREATE TABLE speed_turns (
            event_id uuid NOT NULL REFERENCES speed_events (id) ON DELETE CASCADE,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            round integer NOT NULL CHECK (round > 0),
            other_id uuid REFERENCES accounts (id) ON DELETE SET NULL,
            call_id uuid REFERENCES calls (id) ON DELETE SET NULL,
            state text NOT NULL CHECK (state IN ('paired', 'open', 'alone')),
            -- Nobody is in two pairs of a round.
            PRIMARY KEY (event_id, account_id, round),
            CHECK (account_id <> other_id),
            CHECK (state <> 'alone' OR other_id IS NULL)
        ) WITH (fillfactor = 80);
        COMMENT ON TABLE speed_turns IS 'What a round is for each who was there: two of a pair have a row each.';
        COMMENT ON COLUMN speed_turns.state IS 'paired: they have no room yet; alone: there was nobody, or it failed.';
        -- Nobody meets anybody twice at an event.
        CREATE UNIQUE INDEX speed_turns_once ON speed_turns (event_id, account_id, other_id)
            WHERE other_id IS NOT NULL;
        -- The driver: pairs without a room, each once.
        CREATE INDEX speed_turns_paired ON speed_turns (event_id, account_id)
            WHERE state = 'paired' AND account_id < other_id;
        -- Export and erasure.
        CREATE INDEX speed_turns_of_account ON speed_turns (account_id);
        CREATE INDEX speed_turns_of_other ON speed_turns (other_id);
        CREATE INDEX speed_turns_of_call ON speed_turns (call_id);

        ALTER TABLE lobby_people ADD CONSTRAINT lobby_people_event_id_fkey
            FOREIGN KEY (event_id) REFERENCES speed_events (id) ON DELETE SET NULL;
        -- Who is in the lobby of an event.
        CREATE INDEX lobby_people_of_event ON lobby_people (event_id) WHERE event_id IS NOT NULL;
        """
    )
