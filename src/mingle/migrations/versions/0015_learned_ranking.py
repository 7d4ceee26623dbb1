"""The ranking that learns: models, and where everybody stands by the newest one."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE ranking_models (
            -- The newest is used: each feed that is computed or read.
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            created_at timestamptz NOT NULL,
            model jsonb NOT NULL,
            figures jsonb NOT NULL,
            learned_until timestamptz NOT NULL
        );
        COMMENT ON COLUMN ranking_models.figures IS 'How the training went; for people to read.';
        COMMENT ON COLUMN ranking_models.learned_until
            IS 'Judgements made before this moment are in the standings; it moves on with them.';

        CREATE TABLE standings (
            -- A feed that is computed or read: its viewer and candidates.
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            model_id uuid NOT NULL,
            openness real NOT NULL,
            openness_variance real NOT NULL,
            appeal real NOT NULL,
            appeal_variance real NOT NULL,
            given real NOT NULL,
            given_yes real NOT NULL,
            received real NOT NULL,
            received_yes real NOT NULL,
            taste real[] NOT NULL CHECK (cardinality(taste) = 16),
            draw real[] NOT NULL CHECK (cardinality(draw) = 16)
        ) WITH (fillfactor = 90);
        COMMENT ON TABLE standings IS 'Replaced as a whole by a training; who has no row stands where newcomers do.';
        COMMENT ON COLUMN standings.model_id
            IS 'All rows have the same; without a foreign key, which would be checked a million times for nothing.';

        -- The job that learns from judgements that are newer than what was learned.
        CREATE INDEX judgements_newest ON judgements (created_at) WHERE kind <> 'later';
        """
    )
