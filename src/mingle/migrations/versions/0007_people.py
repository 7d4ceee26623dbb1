"""People: whole profiles, whom they want to see, their photos, blocks, checks of photos, exports, and the way out."""

from alembic import op

from mingle.migrations import gazetteer

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        ALTER TABLE accounts ADD COLUMN deletion_due_at timestamptz;
        COMMENT ON COLUMN accounts.deletion_due_at
            IS 'When its owner asked to be erased; signing in before takes it back.';
        CREATE INDEX accounts_to_erase ON accounts (deletion_due_at) WHERE deletion_due_at IS NOT NULL;
        -- GET /users/search: the beginnings of names and usernames.
        CREATE INDEX accounts_by_display_name ON accounts (lower(display_name) text_pattern_ops);
        CREATE INDEX accounts_by_username ON accounts (lower(username::text) text_pattern_ops);

        ALTER TABLE profiles
            ADD COLUMN gender_description text CHECK (char_length(gender_description) <= 50),
            ADD COLUMN pronouns text CHECK (char_length(pronouns) <= 40),
            ADD COLUMN bio text CHECK (char_length(bio) <= 1000),
            ADD COLUMN prompts jsonb NOT NULL DEFAULT '[]',
            ADD COLUMN languages text[] NOT NULL DEFAULT '{}',
            ADD COLUMN basics jsonb NOT NULL DEFAULT '{}',
            ADD COLUMN hidden text[] NOT NULL DEFAULT '{}',
            ADD COLUMN socials jsonb NOT NULL DEFAULT '{}',
            ADD COLUMN video_id uuid REFERENCES files (id),
            ADD COLUMN voice_id uuid REFERENCES files (id),
            ADD COLUMN latitude double precision CHECK (latitude BETWEEN -90 AND 90),
            ADD COLUMN longitude double precision CHECK (longitude BETWEEN -180 AND 180),
            ADD COLUMN located_at timestamptz,
            ADD COLUMN is_incognito boolean NOT NULL DEFAULT false,
            ADD COLUMN paused_at timestamptz,
            ADD COLUMN shows_last_seen boolean NOT NULL DEFAULT true,
            ADD CHECK ((latitude IS NULL) = (longitude IS NULL));
        COMMENT ON COLUMN profiles.latitude IS 'Of the centre of a grid cell; nothing finer is ever stored.';
        -- For the deletion of files (foreign keys look here).
        CREATE INDEX profiles_of_video ON profiles (video_id) WHERE video_id IS NOT NULL;
        CREATE INDEX profiles_of_voice ON profiles (voice_id) WHERE voice_id IS NOT NULL;

        CREATE TABLE preferences (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            genders text[] NOT NULL CHECK (cardinality(genders) BETWEEN 1 AND 4),
            age_min smallint NOT NULL CHECK (age_min >= 18),
            age_max smallint NOT NULL CHECK (age_max BETWEEN age_min AND 120),
            max_distance_km integer CHECK (max_distance_km BETWEEN 1 AND 20000),
            goals text[] NOT NULL
        );
        COMMENT ON COLUMN preferences.max_distance_km IS 'Null: anywhere.';

        CREATE TABLE profile_photos (
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            file_id uuid NOT NULL UNIQUE REFERENCES files (id),
            position smallint NOT NULL CHECK (position BETWEEN 0 AND 8),
            PRIMARY KEY (account_id, position)
        );

        CREATE TABLE blocks (
            blocker_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            blocked_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (blocker_id, blocked_id),
            CHECK (blocker_id <> blocked_id)
        );
        -- Who has blocked somebody: blocks hold both ways.
        CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

        CREATE TABLE shared_socials (
            owner_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            viewer_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            shared_at timestamptz NOT NULL,
            PRIMARY KEY (owner_id, viewer_id),
            CHECK (owner_id <> viewer_id)
        );
        CREATE INDEX shared_socials_of_viewer ON shared_socials (viewer_id);

        CREATE TABLE photo_checks (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            pose text NOT NULL,
            selfie_id uuid UNIQUE REFERENCES files (id),
            status text NOT NULL DEFAULT 'asked' CHECK (status IN ('asked', 'waiting', 'approved', 'refused')),
            photo_ids uuid[] NOT NULL DEFAULT '{}',
            reason text CHECK (char_length(reason) <= 500),
            created_at timestamptz NOT NULL,
            decided_at timestamptz,
            decided_by uuid REFERENCES accounts (id) ON DELETE SET NULL,
            CHECK ((status IN ('asked', 'refused')) = (selfie_id IS NULL))
        );
        COMMENT ON COLUMN photo_checks.photo_ids IS 'The photos that were found to show the person of the selfie.';
        -- One check at a time; what a profile shows of it.
        CREATE UNIQUE INDEX photo_checks_of_account ON photo_checks (account_id);
        -- The moderators' queue.
        CREATE INDEX photo_checks_waiting ON photo_checks (id) WHERE status = 'waiting';
        CREATE INDEX photo_checks_of_decider ON photo_checks (decided_by) WHERE decided_by IS NOT NULL;

        CREATE TABLE places (
            id integer PRIMARY KEY,
            name text NOT NULL,
            country_code text NOT NULL,
            latitude double precision NOT NULL,
            longitude double precision NOT NULL,
            population integer NOT NULL
        );
        -- The cities about as far north as somebody is.
        CREATE INDEX places_by_latitude ON places (latitude);
        CREATE TABLE place_names (
            folded text NOT NULL,
            place_id integer NOT NULL REFERENCES places (id) ON DELETE CASCADE
        );
        COMMENT ON COLUMN place_names.folded IS 'In lower case and without accents, in many languages.';
        -- GET /places: the beginnings of names.
        CREATE INDEX place_names_by_beginning ON place_names (folded text_pattern_ops);
        CREATE INDEX place_names_of_place ON place_names (place_id);

        CREATE TABLE exports (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            requested_at timestamptz NOT NULL,
            file_id uuid UNIQUE REFERENCES files (id),
            expires_at timestamptz NOT NULL
        );
        COMMENT ON COLUMN exports.file_id IS 'Null while it is being made.';
        CREATE INDEX exports_of_account ON exports (account_id, id DESC);
        CREATE INDEX exports_to_forget ON exports (expires_at);
        """
    )
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    gazetteer.fill(connection)
