"""Reports: what people have pointed at, as it was at that moment."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE reports (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            reporter_id uuid REFERENCES accounts (id) ON DELETE SET NULL,
            reported_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            subject_kind text NOT NULL CHECK (subject_kind IN ('profile', 'message', 'call', 'photo')),
            subject_id uuid,
            reason text NOT NULL
                CHECK (reason IN ('spam', 'harassment', 'nudity', 'underage', 'fake', 'violence', 'other')),
            note text CHECK (char_length(note) BETWEEN 1 AND 1000),
            evidence jsonb NOT NULL,
            state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
            created_at timestamptz NOT NULL,
            CHECK ((subject_kind = 'profile') = (subject_id IS NULL)),
            CHECK (reporter_id <> reported_id)
        );
        COMMENT ON COLUMN reports.reporter_id IS 'Null: they have been erased, and what they wrote with them.';
        COMMENT ON COLUMN reports.subject_id IS 'A message, call or file, which may be gone; of a profile null.';
        COMMENT ON COLUMN reports.evidence IS 'What it was when it was reported: a later change takes nothing away.';
        -- A person's report on the same thing is the same report; also the foreign key of those who report.
        CREATE UNIQUE INDEX reports_once ON reports (reporter_id, reported_id, subject_kind, subject_id)
            NULLS NOT DISTINCT WHERE reporter_id IS NOT NULL;
        -- What there is of somebody; erasure: the foreign key of those who are reported.
        CREATE INDEX reports_of_reported ON reports (reported_id);
        -- What waits, the oldest first.
        CREATE INDEX reports_open ON reports (id) WHERE state = 'open';
        """
    )
