"""Why a job failed; the queue itself is Procrastinate's (see `mingle.migrations.job_queue`)."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Begin."""
    op.execute(
        """
        CREATE TABLE job_errors (
            job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
            error text NOT NULL,
            traceback text NOT NULL,
            failed_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE job_errors IS 'Why a job failed the last time that it was tried.';
        """
    )
