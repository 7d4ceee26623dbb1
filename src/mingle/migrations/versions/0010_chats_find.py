"""Finding and joining: how many are in a chat, links into it, marks that do not show."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Expand."""
    op.execute(MEMBER_COUNT)
    op.execute("ALTER TABLE profiles ADD COLUMN shows_reads boolean NOT NULL DEFAULT true")
    op.execute(INVITES)
    op.execute(SEARCH)


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

# What is searched for is a term: a word, a hashtag, a sender, a kind, each behind a few letters that stand for its
# chat. So the terms of one chat lie side by side in the index, and however common a word is elsewhere, what is read for
# a search is what there is of it in the chats of who searches; also of the beginning of a word.
#
# Letter case and accents are folded, and words told apart, by the rules of Unicode that are built into PostgreSQL: the
# same under every collation that a database may have. Where no spaces are written (Chinese, Japanese), each character
# is a word.
SEARCH = r"""
    CREATE FUNCTION message_words(content text) RETURNS text[] IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql
    RETURN ARRAY(
        SELECT left(found[1], 64) FROM regexp_matches(
            regexp_replace(
                casefold(normalize(content, NFKD) COLLATE "pg_unicode_fast") COLLATE "pg_c_utf8",
                '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]', '', 'g'),
            '[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\U00020000-\U0003ffff]'
            '|[^[:space:][:punct:][:cntrl:]\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\U00020000-\U0003ffff]+',
            'g') AS found);

    CREATE FUNCTION message_terms(chat_id uuid, sender_id uuid, kind text, content text, hashtags text[])
        RETURNS tsvector IMMUTABLE PARALLEL SAFE LANGUAGE sql COST 10000
    RETURN array_to_tsvector(ARRAY(
        SELECT right(chat_id::text, 8) || term FROM (
            SELECT ':' || word FROM unnest(message_words(content)) word
            UNION ALL SELECT '#' || tag FROM unnest(hashtags) tag
            UNION ALL SELECT '@' || right(sender_id::text, 8)
            UNION ALL SELECT '!' || kind
        ) terms (term)));
    -- GET /messages/search. Written at once: a list of what is still to be written would be read by every search.
    CREATE INDEX messages_terms ON messages
        USING gin (message_terms(chat_id, sender_id, kind, content, hashtags)) WITH (fastupdate = off)
        WHERE kind IN ('text', 'media', 'poll') AND deleted_at IS NULL;
"""
