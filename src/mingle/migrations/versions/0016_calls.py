"""Calls, and who is in them: what may not be true twice is forbidden by indexes."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Expand."""
    op.execute(
        """
        CREATE TABLE calls (
            id uuid PRIMARY KEY DEFAULT uuidv7(),
            chat_id uuid REFERENCES chats (id) ON DELETE SET NULL,
            is_of_chat boolean NOT NULL,
            is_open boolean NOT NULL,
            kind text NOT NULL CHECK (kind IN ('audio', 'video')),
            state text NOT NULL CHECK (state IN ('ringing', 'active', 'ended')),
            started_by uuid REFERENCES accounts (id) ON DELETE SET NULL,
            created_at timestamptz NOT NULL,
            rings_until timestamptz NOT NULL,
            answered_at timestamptz,
            ended_at timestamptz,
            reason text CHECK (reason IN ('ended', 'missed', 'rejected', 'cancelled', 'busy', 'dropped', 'timeout',
                'blocked', 'failed')),
            max_seconds integer CHECK (max_seconds > 0),
            ends_at timestamptz,
            due_at timestamptz,
            version integer NOT NULL DEFAULT 1,
            CHECK (is_of_chat OR (chat_id IS NULL AND NOT is_open)),
            CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
            CHECK ((state = 'ended') = (reason IS NOT NULL)),
            CHECK (state <> 'ringing' OR answered_at IS NULL),
            CHECK (state <> 'active' OR answered_at IS NOT NULL),
            CHECK (ended_at >= coalesce(answered_at, created_at)),
            CHECK ((ends_at IS NOT NULL) = (answered_at IS NOT NULL AND max_seconds IS NOT NULL)),
            CHECK (state <> 'ended' OR due_at IS NULL),
            CHECK (state <> 'ringing' OR due_at IS NOT NULL)
        );
        COMMENT ON COLUMN calls.is_of_chat
            IS 'Only members of its chat may be in it, which may be gone by now; else only those who stand in it.';
        COMMENT ON COLUMN calls.is_open
            IS 'Rings for nobody, since the chat is too large: everybody in it is told, and may join.';
        COMMENT ON COLUMN calls.due_at IS 'When it has rung, or lasted, long enough: the reaper looks at it then.';
        COMMENT ON COLUMN calls.version IS 'Rises with each change, so that whoever hears of two knows the later one.';
        -- One live call a chat; the call that somebody joins who calls there.
        CREATE UNIQUE INDEX calls_live_in_chat ON calls (chat_id) WHERE state <> 'ended';
        -- The reaper: calls that have rung, or lasted, long enough.
        CREATE INDEX calls_due ON calls (due_at) WHERE due_at IS NOT NULL;
        -- The end of a chat, which its calls outlive.
        CREATE INDEX calls_of_chat ON calls (chat_id);
        -- The erasure of somebody whose calls the others keep.
        CREATE INDEX calls_of_starter ON calls (started_by);

        CREATE TABLE call_members (
            call_id uuid NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
            account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            state text NOT NULL
                CHECK (state IN ('ringing', 'joined', 'dropped', 'left', 'rejected', 'missed', 'busy')),
            joined_at timestamptz,
            device_id text CHECK (char_length(device_id) BETWEEN 1 AND 64),
            binding uuid,
            seen_at timestamptz,
            due_at timestamptz,
            -- Everybody in a call: each change of it.
            PRIMARY KEY (call_id, account_id),
            CHECK ((state IN ('joined', 'dropped')) = (device_id IS NOT NULL)),
            CHECK ((state IN ('joined', 'dropped')) = (binding IS NOT NULL)),
            CHECK ((state IN ('joined', 'dropped')) = (due_at IS NOT NULL)),
            CHECK (state NOT IN ('joined', 'dropped', 'left') OR (joined_at IS NOT NULL AND seen_at IS NOT NULL)),
            CHECK (state NOT IN ('ringing', 'busy') OR joined_at IS NULL)
        ) WITH (fillfactor = 80);
        COMMENT ON COLUMN call_members.binding
            IS 'Made anew whenever a socket takes the place of another: only who knows it speaks for this device.';
        COMMENT ON COLUMN call_members.seen_at IS 'The last sign of life.';
        COMMENT ON COLUMN call_members.due_at
            IS 'When the lease of who is in it runs out, or the time to come back of who was dropped.';
        -- Nobody is in two calls; whether somebody is in one.
        CREATE UNIQUE INDEX call_members_in_one ON call_members (account_id) WHERE state IN ('joined', 'dropped');
        -- What rings for somebody: GET /calls/current, a device that connects.
        CREATE INDEX call_members_ringing ON call_members (account_id) WHERE state = 'ringing';
        -- The reaper: leases that ran out, and those who did not come back in time.
        CREATE INDEX call_members_due ON call_members (due_at) WHERE due_at IS NOT NULL;
        -- GET /user/history, the latest first; export and erasure.
        CREATE INDEX call_members_of_account ON call_members (account_id, call_id);
        """
    )
