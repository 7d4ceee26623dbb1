"""Accounts, their signed-in devices, one-time tickets, and the security log."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE EXTENSION IF NOT EXISTS citext;

        CREATE TABLE accounts (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            kind text NOT NULL DEFAULT 'user' CHECK (kind IN ('user', 'bot', 'system')),
            role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'moderator', 'admin')),
            display_name text NOT NULL CHECK (char_length(display_name) BETWEEN 1 AND 50),
            username citext UNIQUE CHECK (char_length(username) BETWEEN 3 AND 30),
            email citext CHECK (char_length(email) <= 254),
            email_verified_at timestamptz,
            phone text UNIQUE,
            birthdate date,
            gender text CHECK (gender IN ('woman', 'man', 'nonbinary', 'other')),
            password_hash text,
            banned_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now(),
            CHECK (role = 'user' OR username IS NOT NULL)
        );
        -- An address belongs to whoever has shown that they read its mail. Before that anybody may claim it, so that
        -- signing up with somebody else's address neither works nor tells that it is known here.
        CREATE UNIQUE INDEX accounts_verified_email ON accounts (email) WHERE email_verified_at IS NOT NULL;
        CREATE INDEX accounts_email ON accounts (email, created_at DESC) WHERE email IS NOT NULL;

        CREATE TABLE sessions (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            address text NOT NULL,
            user_agent text NOT NULL,
            created_at timestamptz NOT NULL,
            last_seen_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            revoked_at timestamptz
        );
        CREATE INDEX sessions_of_account ON sessions (account_id, last_seen_at DESC) WHERE revoked_at IS NULL;
        CREATE INDEX sessions_to_forget ON sessions (expires_at);

        CREATE TABLE refresh_tokens (
            hash bytea PRIMARY KEY,
            session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            used_at timestamptz
        );
        CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);

        CREATE TABLE tickets (
            hash bytea PRIMARY KEY,
            purpose text NOT NULL CHECK (purpose IN ('password_reset', 'email_verification')),
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            email citext NOT NULL,
            expires_at timestamptz NOT NULL
        );
        COMMENT ON TABLE tickets IS 'Links sent by mail. A ticket is deleted when it is used.';
        CREATE INDEX tickets_of_account ON tickets (account_id);
        CREATE INDEX tickets_to_forget ON tickets (expires_at);

        CREATE TABLE security_events (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
            kind text NOT NULL,
            address text NOT NULL,
            user_agent text NOT NULL,
            created_at timestamptz NOT NULL
        );
        COMMENT ON COLUMN security_events.account_id IS 'Null for a failed sign-in with a login that nobody has.';
        CREATE INDEX security_events_of_account ON security_events (account_id, id DESC);
        CREATE INDEX security_events_to_forget ON security_events (created_at);
        """
    )
