"""Finding and joining: how many are in a chat, links into it, marks that do not show."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Expand."""
    op.execute(MEMBER_COUNT)
    op.execute("ALTER TABLE profiles ADD COLUMN shows_reads boolean NOT NULL DEFAULT true")
    op.execute(INVITES)


# The trigger comes first: it locks out whoever would let somebody in between it and the counting. Chats are locked in
# the order of their ids, since who is erased leaves many at once.
MEMBER_COUNT = """
    ALTER TABLE chats ADD COLUMN member_count integer NOT NULL DEFAULT 0 CHECK (member_count >= 0);
    COMMENT ON COLUMN chats.member_count IS 'Kept by a trigger on chat_members.';

    CREATE FUNCTION count_chat_members() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM chats WHERE id IN (SELECT chat_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
        UPDATE chats c
           SET member_count = c.member_count + CASE TG_OP WHEN 'INSERT' THEN counted.rows ELSE -counted.rows END
          FROM (SELECT chat_id, count(*) AS rows FROM changed GROUP BY chat_id) counted
         WHERE c.id = counted.chat_id;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER members_came AFTER INSERT ON chat_members
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_chat_members();
    CREATE TRIGGER members_went AFTER DELETE ON chat_members
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_chat_members();
    UPDATE chats c SET member_count = counted.rows
      FROM (SELECT chat_id, count(*) AS rows FROM chat_members GROUP BY chat_id) counted
     WHERE c.id = counted.chat_id;
"""

INVITES = """
    CREATE TABLE chat_invites (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        chat_id uuid NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        code text NOT NULL UNIQUE,
        created_by uuid REFERENCES accounts (id) ON DELETE SET NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        max_uses integer CHECK (max_uses >= 1),
        uses integer NOT NULL DEFAULT 0,
        CHECK (uses <= max_uses)
    );
    COMMENT ON COLUMN chat_invites.created_by IS 'Null once they are erased: the link goes on.';
    -- GET /chats/{id}/invites.
    CREATE INDEX chat_invites_of_chat ON chat_invites (chat_id, id);
    CREATE INDEX chat_invites_of_creator ON chat_invites (created_by);

    CREATE TABLE chat_exclusions (
        chat_id uuid NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
        account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        excluded_at timestamptz NOT NULL,
        PRIMARY KEY (chat_id, account_id)
    );
    COMMENT ON TABLE chat_exclusions IS 'Who was put out: no link lets them in again, only those who lead the chat do.';
    CREATE INDEX chat_exclusions_of_account ON chat_exclusions (account_id);
"""
