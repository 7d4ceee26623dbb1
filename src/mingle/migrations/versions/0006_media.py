"""Files that people upload, the forms in which they are served, and uploads that are under way."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE files (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            owner_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            purpose text NOT NULL
                CHECK (purpose IN ('attachment', 'photo', 'video', 'voice', 'verification', 'emblem', 'export')),
            kind text NOT NULL CHECK (kind IN ('image', 'video', 'audio', 'voice', 'file')),
            status text NOT NULL CHECK (status IN ('uploaded', 'processing', 'ready', 'rejected', 'held')),
            reason text CHECK (char_length(reason) BETWEEN 1 AND 60),
            name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
            mime text NOT NULL CHECK (char_length(mime) <= 100),
            size bigint NOT NULL CHECK (size > 0),
            width integer CHECK (width > 0),
            height integer CHECK (height > 0),
            duration_ms integer CHECK (duration_ms >= 0),
            waveform smallint[] CHECK (cardinality(waveform) = 64),
            placeholder text CHECK (char_length(placeholder) <= 200),
            perceptual_hash bigint,
            created_at timestamptz NOT NULL,
            checked_at timestamptz NOT NULL,
            lost_at timestamptz,
            CHECK ((status IN ('rejected', 'held')) = (reason IS NOT NULL))
        );
        COMMENT ON COLUMN files.reason IS 'Why it was rejected, or is held until a moderator has looked at it.';
        COMMENT ON COLUMN files.checked_at IS 'When the sweep last saw that what is stored of it is there.';
        COMMENT ON COLUMN files.lost_at IS 'Since when something of it is missing in the store.';
        CREATE INDEX files_of_owner ON files (owner_id, id DESC);
        CREATE INDEX files_to_sweep ON files (created_at) WHERE status <> 'held';
        CREATE INDEX files_in_work ON files (created_at) WHERE status IN ('uploaded', 'processing');
        CREATE INDEX files_held ON files (created_at) WHERE status = 'held';
        CREATE INDEX files_to_check ON files (checked_at) WHERE status IN ('ready', 'held');
        CREATE INDEX files_by_perceptual_hash ON files (perceptual_hash) WHERE perceptual_hash IS NOT NULL;

        CREATE TABLE file_variants (
            file_id uuid NOT NULL REFERENCES files (id) ON DELETE CASCADE,
            name text NOT NULL CHECK (name ~ '^[a-z0-9]{1,20}\\.[a-z0-9]{1,10}$'),
            mime text NOT NULL CHECK (char_length(mime) <= 100),
            size bigint NOT NULL CHECK (size > 0),
            width integer CHECK (width > 0),
            height integer CHECK (height > 0),
            key text NOT NULL UNIQUE CHECK (char_length(key) <= 200),
            PRIMARY KEY (file_id, name)
        );

        CREATE TABLE uploads (
            id uuid PRIMARY KEY,
            owner_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            purpose text NOT NULL,
            name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
            mime text NOT NULL CHECK (char_length(mime) <= 100),
            is_voice boolean NOT NULL,
            kind text CHECK (kind IN ('image', 'video', 'audio', 'voice', 'file')),
            length bigint NOT NULL CHECK (length > 0),
            received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND length),
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL
        );
        COMMENT ON TABLE uploads IS 'What is on its way in. A finished one is the file of the same id, and is kept '
            'until it expires, so that a client which missed the last answer hears of it.';
        COMMENT ON COLUMN uploads.kind IS 'By its first bytes; null before those are here.';
        CREATE INDEX uploads_of_owner ON uploads (owner_id, created_at);
        CREATE INDEX uploads_to_forget ON uploads (expires_at);

        CREATE TABLE upload_parts (
            upload_id uuid NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
            start bigint NOT NULL CHECK (start >= 0),
            size bigint NOT NULL CHECK (size > 0),
            key text NOT NULL UNIQUE CHECK (char_length(key) <= 200),
            PRIMARY KEY (upload_id, start)
        );
        COMMENT ON TABLE upload_parts IS 'The bytes of an upload, in pieces as they came.';

        CREATE TABLE upload_days (
            owner_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            day date NOT NULL,
            files integer NOT NULL CHECK (files > 0),
            bytes bigint NOT NULL CHECK (bytes >= 0),
            PRIMARY KEY (owner_id, day)
        );
        COMMENT ON TABLE upload_days IS 'How much each person has sent on a day, in UTC.';
        CREATE INDEX upload_days_to_forget ON upload_days (day);

        -- What is in use is not stored: it is what rows of other features refer to, by whatever foreign keys there are.
        CREATE FUNCTION files_in_use(candidates uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
        DECLARE
            reference record;
        BEGIN
            FOR reference IN
                SELECT c.conrelid::regclass AS referring, a.attname AS field
                  FROM pg_constraint c
                  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                 WHERE c.contype = 'f' AND c.confrelid = 'files'::regclass AND c.conparentid = 0
                   AND c.conrelid <> 'file_variants'::regclass
            LOOP
                RETURN QUERY EXECUTE format('SELECT DISTINCT %I FROM %s WHERE %I = ANY($1)',
                                            reference.field, reference.referring, reference.field) USING candidates;
            END LOOP;
        END
        $$;
        """
    )
