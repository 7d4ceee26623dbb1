"""Second factors: codes from an app (TOTP), recovery codes, passkeys; and when a session has shown one."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        ALTER TABLE sessions ADD COLUMN confirmed_at timestamptz, ADD COLUMN second_factor_at timestamptz;
        COMMENT ON COLUMN sessions.confirmed_at IS 'When the password was last given again.';
        COMMENT ON COLUMN sessions.second_factor_at IS 'When a second factor was last shown.';

        CREATE INDEX accounts_staff ON accounts (role, username) WHERE role <> 'user';

        CREATE TABLE totp_setups (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            secret bytea NOT NULL,
            expires_at timestamptz NOT NULL
        );
        COMMENT ON TABLE totp_setups IS 'Secrets that were shown, and not yet confirmed with a code.';
        CREATE INDEX totp_setups_to_forget ON totp_setups (expires_at);

        CREATE TABLE totp_secrets (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            secret bytea NOT NULL,
            last_step bigint NOT NULL,
            created_at timestamptz NOT NULL
        );
        COMMENT ON COLUMN totp_secrets.secret IS 'Sealed with a key of the server''s.';
        COMMENT ON COLUMN totp_secrets.last_step IS 'The time step of the last code that was taken: it only rises.';

        CREATE TABLE recovery_codes (
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            hash bytea NOT NULL,
            PRIMARY KEY (account_id, hash)
        );
        COMMENT ON TABLE recovery_codes IS 'Keyed hashes. A code is deleted when it is used.';

        CREATE TABLE passkeys (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            credential_id bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
            public_key bytea NOT NULL,
            sign_count bigint NOT NULL CHECK (sign_count >= 0),
            transports text[] NOT NULL,
            name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
            created_at timestamptz NOT NULL,
            last_used_at timestamptz
        );
        CREATE INDEX passkeys_of_account ON passkeys (account_id, id);

        CREATE TABLE passkey_challenges (
            hash bytea PRIMARY KEY,
            purpose text NOT NULL CHECK (purpose IN ('registration', 'sign_in', 'step_up')),
            account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
            expires_at timestamptz NOT NULL,
            -- Who signs in has not said who it is; whoever does anything else is signed in.
            CHECK ((purpose = 'sign_in') = (account_id IS NULL))
        );
        COMMENT ON TABLE passkey_challenges IS 'A challenge is deleted when it is used, whatever comes of it.';
        CREATE INDEX passkey_challenges_of_account ON passkey_challenges (account_id);
        CREATE INDEX passkey_challenges_to_forget ON passkey_challenges (expires_at);
        """
    )
