"""A miniature feature, built as all features are, through whose front door the kernel is tested: notes on a wall."""

from mingle.kernel.feature import Feature
from tests.sample import jobs
from tests.sample.http import NotesController

NOTES = Feature("notes", routes=[NotesController], jobs=[jobs.count_letters, jobs.fail_always])

SCHEMA = """
CREATE TABLE notes (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    author_id uuid NOT NULL,
    text text NOT NULL,
    letters integer,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE job_runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    request_id text NOT NULL
);
"""

__all__ = ["NOTES", "SCHEMA"]
