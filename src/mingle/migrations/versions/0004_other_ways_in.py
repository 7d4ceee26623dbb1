"""Other ways in: identities at providers, telephone codes, and links that change an address."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE identities (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            issuer text NOT NULL CHECK (char_length(issuer) BETWEEN 1 AND 2000),
            subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
            label text CHECK (char_length(label) <= 254),
            created_at timestamptz NOT NULL,
            UNIQUE (issuer, subject),
            UNIQUE (account_id, issuer)
        );
        COMMENT ON TABLE identities IS 'Who vouches for an account. An e-mail address never decides whose it is.';

        CREATE TABLE pending_sign_ins (
            state_hash bytea PRIMARY KEY,
            provider text NOT NULL,
            browser_hash bytea NOT NULL,
            nonce text NOT NULL,
            verifier text NOT NULL,
            account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
            expires_at timestamptz NOT NULL
        );
        COMMENT ON COLUMN pending_sign_ins.account_id IS 'Who is linking an identity; null for who is signing in.';
        CREATE INDEX pending_sign_ins_of_account ON pending_sign_ins (account_id) WHERE account_id IS NOT NULL;
        CREATE INDEX pending_sign_ins_to_forget ON pending_sign_ins (expires_at);

        CREATE TABLE pending_registrations (
            hash bytea PRIMARY KEY,
            issuer text NOT NULL,
            subject text NOT NULL,
            email citext CHECK (char_length(email) <= 254),
            expires_at timestamptz NOT NULL
        );
        CREATE INDEX pending_registrations_to_forget ON pending_registrations (expires_at);

        CREATE TABLE spent_id_tokens (
            hash bytea PRIMARY KEY,
            expires_at timestamptz NOT NULL
        );
        COMMENT ON TABLE spent_id_tokens IS 'ID tokens that came without a nonce of ours: each lets somebody in once.';
        CREATE INDEX spent_id_tokens_to_forget ON spent_id_tokens (expires_at);

        CREATE TABLE phone_codes (
            account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
            phone text NOT NULL,
            code_hash bytea,
            tries smallint NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
            expires_at timestamptz NOT NULL
        );
        COMMENT ON COLUMN phone_codes.code_hash IS 'Null until the message is written, by the job that sends it.';
        CREATE INDEX phone_codes_to_forget ON phone_codes (expires_at);

        -- NOT VALID needs no look at the rows while others wait; what stands there fits the narrower rule anyhow.
        ALTER TABLE tickets DROP CONSTRAINT tickets_purpose_check;
        ALTER TABLE tickets ADD CONSTRAINT tickets_purpose_check
            CHECK (purpose IN ('password_reset', 'email_verification', 'email_change')) NOT VALID;
        """
    )
    op.execute("ALTER TABLE tickets VALIDATE CONSTRAINT tickets_purpose_check")
