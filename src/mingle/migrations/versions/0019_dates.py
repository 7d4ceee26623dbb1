"""Dates: what a timed call between two people is beyond a call, and how long a pair waits for its next one."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        -- NOT VALID needs no look at the rows while others wait; what stands there fits the rules anyhow.
        ALTER TABLE calls
            ADD COLUMN purpose text NOT NULL DEFAULT 'call',
            ADD CONSTRAINT calls_purpose_check CHECK (purpose IN ('call', 'date')) NOT VALID,
            ADD CONSTRAINT calls_date_check CHECK (purpose = 'call' OR NOT is_of_chat) NOT VALID,
            DROP CONSTRAINT calls_reason_check,
            ADD CONSTRAINT calls_reason_check CHECK (reason IN ('ended', 'missed', 'rejected', 'cancelled', 'busy',
                'dropped', 'timeout', 'blocked', 'failed', 'left', 'moderated')) NOT VALID;
        COMMENT ON COLUMN calls.purpose IS 'Whose manner it has: what is told of it, and what else is kept.';

        CREATE TABLE dates (
            call_id uuid PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
            origin text NOT NULL CHECK (origin IN ('invitation', 'next', 'round')),
            is_blurred boolean NOT NULL,
            event_id uuid,
            round integer CHECK (round > 0),
            CHECK ((event_id IS NULL) = (round IS NULL)),
            CHECK ((origin = 'round') = (event_id IS NOT NULL))
        );
        COMMENT ON COLUMN dates.is_blurred IS 'The video is blurred until both have agreed to see each other.';
        -- All dates of an evening.
        CREATE INDEX dates_of_event ON dates (event_id) WHERE event_id IS NOT NULL;

        CREATE TABLE date_sides (
            call_id uuid NOT NULL REFERENCES dates (call_id) ON DELETE CASCADE,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            wished_seconds integer CHECK (wished_seconds > 0),
            is_flowing boolean NOT NULL DEFAULT false,
            has_unblurred boolean NOT NULL DEFAULT false,
            extension_seconds integer CHECK (extension_seconds > 0),
            PRIMARY KEY (call_id, account_id)
        );
        COMMENT ON COLUMN date_sides.wished_seconds IS 'How long they wanted it; null: nobody asked them.';
        COMMENT ON COLUMN date_sides.is_flowing IS 'Their device has decoded what the other''s sends.';
        COMMENT ON COLUMN date_sides.extension_seconds IS 'By how much longer they want it, until both agree.';
        -- Export and erasure.
        CREATE INDEX date_sides_of_account ON date_sides (account_id);

        CREATE TABLE date_cooldowns (
            low_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            high_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            until timestamptz NOT NULL,
            -- Whether two may meet; the upsert that lets only one of two dates begin.
            PRIMARY KEY (low_id, high_id),
            CHECK (low_id < high_id)
        );
        -- Whom somebody may not meet yet, from the other side; erasure.
        CREATE INDEX date_cooldowns_of_high ON date_cooldowns (high_id);
        -- What is over is deleted.
        CREATE INDEX date_cooldowns_over ON date_cooldowns (until);

        CREATE TABLE date_messages (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            call_id uuid NOT NULL REFERENCES dates (call_id) ON DELETE CASCADE,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            content text NOT NULL CHECK (char_length(content) BETWEEN 1 AND 1000),
            sent_at timestamptz NOT NULL
        );
        -- What was said in a room, in order.
        CREATE INDEX date_messages_of_date ON date_messages (call_id, id);
        -- Export and erasure.
        CREATE INDEX date_messages_of_account ON date_messages (account_id);

        CREATE TABLE date_socials (
            call_id uuid NOT NULL REFERENCES dates (call_id) ON DELETE CASCADE,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            socials jsonb NOT NULL,
            given_at timestamptz NOT NULL,
            PRIMARY KEY (call_id, account_id)
        );
        -- Export and erasure.
        CREATE INDEX date_socials_of_account ON date_socials (account_id);

        CREATE TABLE date_answers (
            call_id uuid NOT NULL REFERENCES dates (call_id) ON DELETE CASCADE,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            again boolean NOT NULL,
            answered_at timestamptz NOT NULL,
            PRIMARY KEY (call_id, account_id)
        );
        COMMENT ON TABLE date_answers IS 'Whether somebody would meet the other again; nobody sees another''s answer.';
        -- Export and erasure.
        CREATE INDEX date_answers_of_account ON date_answers (account_id);
        """
    )
