"""The feed: candidates in a form that a million of them can be searched in, what became of judgements, feeds."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Expand."""
    op.execute(_TABLES)
    op.execute(_CANDIDATES)
    op.execute(_CANDIDATE_TRIGGERS)
    op.execute(_SUMS)
    op.execute(
        """
        SELECT refresh_candidates(ARRAY (SELECT account_id FROM preferences));
        INSERT INTO judgement_sums (account_id, received, received_likes, given, given_likes)
        SELECT account_id, sum(received), sum(received_likes), sum(given), sum(given_likes)
          FROM (SELECT judged_id, 1, judgement_is_like(kind), 0, 0 FROM judgements WHERE kind <> 'later'
                UNION ALL
                SELECT judge_id, 0, 0, 1, judgement_is_like(kind) FROM judgements WHERE kind <> 'later')
               AS said (account_id, received, received_likes, given, given_likes)
         GROUP BY account_id;
        """
    )


_TABLES = """
CREATE TABLE candidates (
    account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    reach double precision NOT NULL,
    x double precision,
    y double precision,
    z double precision,
    joined_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    tile integer,
    born date NOT NULL,
    active_on date NOT NULL,
    gender smallint NOT NULL,
    wants smallint NOT NULL,
    age_min smallint NOT NULL,
    age_max smallint NOT NULL,
    goals smallint NOT NULL,
    is_shown boolean NOT NULL,
    is_far boolean NOT NULL,
    has_photo boolean NOT NULL,
    shows_last_seen boolean NOT NULL
) WITH (fillfactor = 90);
COMMENT ON TABLE candidates IS
    'Derived by triggers from accounts, profiles, preferences, photos and sessions, in the transaction that changes
     them: a search among a million people reads a hundred bytes of each instead of rows of four tables.';
COMMENT ON COLUMN candidates.reach
    IS 'How far somebody looks: the square of a chord of the unit sphere; infinite: anywhere.';
COMMENT ON COLUMN candidates.x IS 'With y and z the unit vector of the centre of the cell; null: somewhere.';
COMMENT ON COLUMN candidates.changed_at IS 'Since when they are there for others as they are.';
COMMENT ON COLUMN candidates.tile IS 'Half a degree of latitude by half of longitude: where a search begins.';
COMMENT ON COLUMN candidates.active_on IS 'The day of the last sign of life; of who hides it, the Monday before.';
COMMENT ON COLUMN candidates.gender IS 'A bit: 1 woman, 2 man, 4 nonbinary, 8 other, 16 not said.';
COMMENT ON COLUMN candidates.wants IS 'Such bits; all four take those who do not say, too.';
COMMENT ON COLUMN candidates.goals
    IS 'Bits: 1 relationship, 2 dates, 4 friends, 8 conversation, 16 open; open, or none, is all.';
COMMENT ON COLUMN candidates.is_far IS 'Whether they look farther than 250 km: too many tiles.';
-- The search of a feed, near: the tiles within reach, then gender and age.
CREATE INDEX candidates_near ON candidates (tile, gender, born) WHERE is_shown;
-- The search of a feed, far: the latest active first, until there are enough; all that it asks for stands in the index.
CREATE INDEX candidates_far ON candidates (gender, active_on DESC)
    INCLUDE (account_id, born, wants, age_min, age_max, goals, reach, x, y, z, has_photo) WHERE is_shown AND is_far;
-- GET /discovery: whoever has come, or changed, since a feed was computed.
CREATE INDEX candidates_changed ON candidates (changed_at) WHERE is_shown;

CREATE TABLE judgement_sums (
    account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    received integer NOT NULL DEFAULT 0,
    received_likes integer NOT NULL DEFAULT 0,
    given integer NOT NULL DEFAULT 0,
    given_likes integer NOT NULL DEFAULT 0
) WITH (fillfactor = 80);
COMMENT ON TABLE judgement_sums IS 'Derived by a trigger from judgements: a search cannot count those of hundreds.';

CREATE TABLE feeds (
    viewer_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    candidate_ids uuid[] NOT NULL,
    scores real[] NOT NULL,
    viewer_changed_at timestamptz NOT NULL,
    computed_at timestamptz NOT NULL,
    is_all boolean NOT NULL,
    due_at timestamptz
);
COMMENT ON TABLE feeds IS 'Computed ahead, the best first; each entry is held against the truth when it is read.';
COMMENT ON COLUMN feeds.viewer_changed_at
    IS 'candidates.changed_at of the viewer as it was then: with another one, the feed is stale.';
COMMENT ON COLUMN feeds.due_at IS 'When it is to be computed anew; null: not before somebody asks for it.';
-- The job that computes feeds, the longest due first.
CREATE INDEX feeds_due ON feeds (due_at) WHERE due_at IS NOT NULL;
"""

_CANDIDATES = """
CREATE FUNCTION gender_bits(genders text[]) RETURNS smallint IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN bits = 15 THEN 31 ELSE bits END::smallint
      FROM (SELECT coalesce(sum(DISTINCT 1 << (array_position('{woman,man,nonbinary,other}', one) - 1)), 0) AS bits
              FROM unnest(genders) AS one) AS counted
$$;

CREATE FUNCTION goal_bits(goals text[]) RETURNS smallint IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN goals = '{}' OR 'open' = ANY (goals) THEN 31
                ELSE (SELECT sum(DISTINCT 1 << (array_position('{relationship,dates,friends,conversation}', one) - 1))
                        FROM unnest(goals) AS one) END::smallint
$$;

CREATE FUNCTION chord(km double precision) RETURNS double precision IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(power(2 * sin(km / (2 * 6371.0088)), 2), 'Infinity')
$$;
COMMENT ON FUNCTION chord IS 'The square of the chord of the unit sphere that a distance is; of none, infinite.';

-- Brings candidates to what the tables say of them. Two transactions that change the same person do it one after the
-- other, by the lock of the account, and the second one sees what the first has written.
CREATE FUNCTION refresh_candidates(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM accounts WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO candidates AS c (account_id, reach, x, y, z, joined_at, changed_at, tile, born, active_on, gender,
                                 wants, age_min, age_max, goals, is_shown, is_far, has_photo,
                                 shows_last_seen)
    SELECT a.id, chord(w.max_distance_km), cosd(p.latitude) * cosd(p.longitude), cosd(p.latitude) * sind(p.longitude),
           sind(p.latitude), a.created_at, clock_timestamp(),
           least(359, floor((p.latitude + 90) * 2)) * 720 + mod(floor((p.longitude + 180) * 2)::int, 720),
           a.birthdate, CASE WHEN p.shows_last_seen THEN seen.day ELSE date_trunc('week', seen.day)::date END,
           CASE WHEN a.gender IS NULL THEN 16 ELSE gender_bits(ARRAY[a.gender]) END, gender_bits(w.genders),
           w.age_min, w.age_max, goal_bits(w.goals),
           a.kind = 'user' AND a.banned_at IS NULL AND a.deletion_due_at IS NULL AND p.paused_at IS NULL
               AND NOT p.is_incognito,
           w.max_distance_km IS NULL OR w.max_distance_km > 250,
           p.portrait IS NOT NULL OR EXISTS (SELECT FROM profile_photos o JOIN files f ON f.id = o.file_id
                                              WHERE o.account_id = a.id AND f.status = 'ready'),
           p.shows_last_seen
      FROM accounts a JOIN profiles p ON p.account_id = a.id JOIN preferences w ON w.account_id = a.id,
           LATERAL (SELECT (greatest(a.created_at, max(s.last_seen_at)) AT TIME ZONE 'UTC')::date AS day
                      FROM sessions s WHERE s.account_id = a.id AND s.revoked_at IS NULL) AS seen
     WHERE a.id = ANY (ids) AND a.birthdate IS NOT NULL
    ON CONFLICT (account_id) DO UPDATE
       SET reach = excluded.reach, x = excluded.x, y = excluded.y, z = excluded.z, tile = excluded.tile,
           changed_at = excluded.changed_at, born = excluded.born, active_on = excluded.active_on,
           gender = excluded.gender, wants = excluded.wants, age_min = excluded.age_min, age_max = excluded.age_max,
           goals = excluded.goals, is_shown = excluded.is_shown, is_far = excluded.is_far,
           has_photo = excluded.has_photo, shows_last_seen = excluded.shows_last_seen
     WHERE (c.reach, c.x, c.y, c.z, c.born, c.gender, c.wants, c.age_min, c.age_max, c.goals, c.is_shown, c.has_photo,
            c.active_on, c.shows_last_seen)
           IS DISTINCT FROM (excluded.reach, excluded.x, excluded.y, excluded.z, excluded.born, excluded.gender,
                             excluded.wants, excluded.age_min, excluded.age_max, excluded.goals, excluded.is_shown,
                             excluded.has_photo, excluded.active_on, excluded.shows_last_seen);
END $$;
"""

_CANDIDATE_TRIGGERS = """
CREATE FUNCTION candidates_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT %I) FROM written', TG_ARGV[0]) INTO ids;
    IF ids IS NOT NULL THEN
        PERFORM refresh_candidates(ids);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER candidates_of_preferences AFTER INSERT ON preferences
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION candidates_written('account_id');
CREATE TRIGGER candidates_of_photos AFTER INSERT ON profile_photos
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION candidates_written('account_id');
CREATE TRIGGER candidates_of_removed_photos AFTER DELETE ON profile_photos
    REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION candidates_written('account_id');

CREATE FUNCTION candidate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refresh_candidates(ARRAY[(to_jsonb(NEW) ->> TG_ARGV[0])::uuid]);
    RETURN NULL;
END $$;
CREATE TRIGGER candidates_of_changed_preferences AFTER UPDATE ON preferences
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION candidate_changed('account_id');
CREATE TRIGGER candidates_of_accounts AFTER UPDATE OF birthdate, gender, banned_at, deletion_due_at ON accounts
    FOR EACH ROW WHEN ((OLD.birthdate, OLD.gender, OLD.banned_at, OLD.deletion_due_at)
                       IS DISTINCT FROM (NEW.birthdate, NEW.gender, NEW.banned_at, NEW.deletion_due_at))
    EXECUTE FUNCTION candidate_changed('id');
CREATE TRIGGER candidates_of_profiles
    AFTER UPDATE OF latitude, longitude, paused_at, is_incognito, portrait, shows_last_seen ON profiles
    FOR EACH ROW WHEN (
        (OLD.latitude, OLD.longitude, OLD.paused_at, OLD.is_incognito, OLD.portrait, OLD.shows_last_seen)
        IS DISTINCT FROM
        (NEW.latitude, NEW.longitude, NEW.paused_at, NEW.is_incognito, NEW.portrait, NEW.shows_last_seen)
    ) EXECUTE FUNCTION candidate_changed('account_id');
CREATE TRIGGER candidates_of_files AFTER UPDATE OF status ON files
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.kind = 'image')
    EXECUTE FUNCTION candidate_changed('owner_id');

-- The first sign of life of a day. A feed is made ready for those who come.
CREATE FUNCTION session_seen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (NEW.last_seen_at AT TIME ZONE 'UTC')::date;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.last_seen_at AT TIME ZONE 'UTC')::date = today THEN
        RETURN NULL;
    END IF;
    UPDATE candidates
       SET active_on = CASE WHEN shows_last_seen THEN today ELSE date_trunc('week', today)::date END
     WHERE account_id = NEW.account_id AND active_on < today;
    INSERT INTO feeds AS f (viewer_id, candidate_ids, scores, viewer_changed_at, computed_at, is_all, due_at)
    SELECT c.account_id, '{}', '{}', 'epoch', 'epoch', false, clock_timestamp() FROM candidates c
     WHERE c.account_id = NEW.account_id
    ON CONFLICT (viewer_id) DO UPDATE SET due_at = coalesce(f.due_at, excluded.due_at);
    RETURN NULL;
END $$;
CREATE TRIGGER candidates_of_sessions AFTER INSERT OR UPDATE OF last_seen_at ON sessions
    FOR EACH ROW EXECUTE FUNCTION session_seen();
"""

_SUMS = """
CREATE FUNCTION judgement_is_like(kind text) RETURNS integer IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT (kind IN ('like', 'superlike', 'unmatched'))::integer
$$;

-- "Later" says nothing of anybody. Where a judgement goes with an account, the sums of others stay as they are: what
-- was said was said, and an erasure would otherwise wait for everybody whom somebody has ever judged.
CREATE FUNCTION judgement_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said integer := 0;
    liked integer := 0;
    judge uuid;
    judged uuid;
BEGIN
    IF TG_OP = 'DELETE' AND (SELECT count(*) < 2 FROM accounts WHERE id IN (OLD.judge_id, OLD.judged_id)) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        judge := OLD.judge_id; judged := OLD.judged_id;
        IF OLD.kind <> 'later' THEN
            said := said - 1; liked := liked - judgement_is_like(OLD.kind);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        judge := NEW.judge_id; judged := NEW.judged_id;
        IF NEW.kind <> 'later' THEN
            said := said + 1; liked := liked + judgement_is_like(NEW.kind);
        END IF;
    END IF;
    IF said <> 0 OR liked <> 0 THEN
        -- In the order of their ids, so that people who judge each other in a circle do not wait for each other.
        INSERT INTO judgement_sums AS s (account_id, received, received_likes, given, given_likes)
        SELECT * FROM (VALUES (judge, 0, 0, said, liked), (judged, said, liked, 0, 0))
               AS delta (account_id, received, received_likes, given, given_likes) ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE
           SET received = s.received + excluded.received, received_likes = s.received_likes + excluded.received_likes,
               given = s.given + excluded.given, given_likes = s.given_likes + excluded.given_likes;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER judgement_sums_of_judgements AFTER INSERT OR DELETE OR UPDATE OF kind ON judgements
    FOR EACH ROW EXECUTE FUNCTION judgement_counted();
"""
