"""The same search as one would write it first: a flat table, earthdistance, a GiST index on where people are."""

from typing import Any

from mingle.features.discovery.feed_models import Viewer
from mingle.features.people import cells

# The extension's Earth is a little larger than ours.
METRES = 1000 * 6378.168 / cells.EARTH_RADIUS_KM
EXTENSIONS = "CREATE EXTENSION cube; CREATE EXTENSION earthdistance"
FILL = (
    """
    CREATE TABLE peer_people AS
    SELECT a.id, ll_to_earth(p.latitude, p.longitude) AS place, a.gender, a.birthdate, w.genders, w.age_min, w.age_max,
           w.max_distance_km, w.goals, c.active_on
      FROM accounts a JOIN profiles p ON p.account_id = a.id JOIN preferences w ON w.account_id = a.id
      JOIN candidates c ON c.account_id = a.id
     WHERE c.is_shown AND c.has_photo
    """,
    "ALTER TABLE peer_people ADD PRIMARY KEY (id)",
    "CREATE INDEX ON peer_people USING gist (place)",
    "CREATE INDEX ON peer_people (active_on DESC)",
)
_SEARCH = """
    SELECT o.id FROM peer_people o, peer_people me
     WHERE me.id = %(viewer)s AND o.id <> me.id
       AND (o.gender = ANY (me.genders) OR cardinality(me.genders) = 4)
       AND (me.gender = ANY (o.genders) OR cardinality(o.genders) = 4)
       AND o.birthdate > %(born_after)s AND o.birthdate <= %(born_by)s
       AND %(age)s BETWEEN o.age_min AND o.age_max
       AND (me.goals && o.goals OR me.goals = '{{}}' OR o.goals = '{{}}' OR 'open' = ANY (me.goals || o.goals))
       AND (o.max_distance_km IS NULL OR earth_distance(o.place, me.place) <= o.max_distance_km * %(metres)s)
       AND {near}
       AND NOT EXISTS (SELECT FROM judgements j WHERE j.judge_id = me.id AND j.judged_id = o.id
                          AND (j.hidden_until IS NULL OR j.hidden_until > now()))
       AND NOT EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN ((me.id, o.id), (o.id, me.id)))
     ORDER BY o.active_on DESC LIMIT %(limit)s
"""
_NEAR = (
    "earth_box(me.place, me.max_distance_km * %(metres)s) @> o.place"
    " AND earth_distance(o.place, me.place) <= me.max_distance_km * %(metres)s"
)


def search_sql(viewer: Viewer) -> str:
    """The query for somebody who looks so far."""
    return _SEARCH.format(near="true" if viewer.max_distance_km is None else _NEAR)


def parameters_of(viewer: Viewer, search: dict[str, Any], limit: int) -> dict[str, Any]:
    """Its parameters, out of those of ours."""
    return {
        "viewer": viewer.account_id,
        "born_after": search["born_after"],
        "born_by": search["born_by"],
        "age": search["age"],
        "metres": METRES,
        "limit": limit,
    }
