"""Discovery: what people think of each other, who has found each other, and what they may do in a day."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE judgements (
            judge_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            judged_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            kind text NOT NULL CHECK (kind IN ('like', 'superlike', 'pass', 'later', 'unmatched')),
            note text CHECK (char_length(note) BETWEEN 1 AND 300),
            created_at timestamptz NOT NULL,
            hidden_until timestamptz,
            -- Whether somebody has judged another: POST /likes, the feed.
            PRIMARY KEY (judge_id, judged_id),
            CHECK (judge_id <> judged_id),
            CHECK (note IS NULL OR kind = 'superlike')
        );
        COMMENT ON COLUMN judgements.kind IS 'unmatched: both had liked each other, and their match has ended.';
        COMMENT ON COLUMN judgements.hidden_until IS 'Until when the judge is not shown them; null: for good.';
        -- GET /likes/received: superlikes first, then the latest; also the foreign key of the judged.
        CREATE INDEX judgements_received ON judgements (judged_id, kind DESC, created_at DESC, judge_id DESC)
            WHERE kind IN ('like', 'superlike');
        -- DELETE /likes/last; what somebody did lately.
        CREATE INDEX judgements_latest ON judgements (judge_id, created_at DESC);
        -- Erasure: the foreign key of those who were passed on.
        CREATE INDEX judgements_of_judged ON judgements (judged_id);
        -- The job that forgets what was put off and is over.
        CREATE INDEX judgements_put_off ON judgements (hidden_until) WHERE kind = 'later';

        CREATE TABLE matches (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            low_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            high_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            chat_id uuid REFERENCES chats (id) ON DELETE SET NULL,
            created_at timestamptz NOT NULL,
            ended_at timestamptz,
            ended_by uuid,
            CHECK (low_id < high_id),
            CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
            CHECK (ended_by IN (low_id, high_id))
        );
        COMMENT ON COLUMN matches.ended_by IS 'Who unmatched or blocked; it is told to nobody.';
        -- Two people have one match while it stands: POST /likes, blocks.
        CREATE UNIQUE INDEX matches_of_pair ON matches (low_id, high_id) WHERE ended_at IS NULL;
        -- GET /matches, the newest first, from both sides; also for the foreign keys.
        CREATE INDEX matches_of_low ON matches (low_id, id DESC);
        CREATE INDEX matches_of_high ON matches (high_id, id DESC);
        -- The end of a chat, by its foreign key.
        CREATE INDEX matches_of_chat ON matches (chat_id);

        CREATE TABLE allowances (
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            kind text NOT NULL CHECK (kind IN ('like', 'superlike', 'rewind')),
            used integer NOT NULL CHECK (used > 0),
            began_at timestamptz NOT NULL,
            -- Counted under the lock of this row.
            PRIMARY KEY (account_id, kind)
        );
        COMMENT ON TABLE allowances IS 'What people have used of their day, which is 24 hours from its first use.';

        CREATE TABLE boosts (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            boosted_until timestamptz NOT NULL
        );
        COMMENT ON TABLE boosts IS 'Who is shown sooner for a while; the feed reads it by its key.';
        """
    )
