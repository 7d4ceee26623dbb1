"""People with accounts, many at once: rows as signing up writes them, and the tokens that go with them."""

from datetime import timedelta
from uuid import UUID

import psycopg

from bench.subjects import SECRET
from mingle.features.accounts.tokens import AUDIENCE
from mingle.kernel.security import Signer

LIFETIME = timedelta(hours=1)
_PEOPLE = """
    WITH people AS (
        INSERT INTO accounts (display_name, username, email, birthdate)
        SELECT 'Mara', 'mara' || n, 'mara' || n || '@example.org', '1990-04-01' FROM generate_series(1, %s) AS n
        RETURNING id
    )
    INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at)
    SELECT id, '192.0.2.1', 'bench', now(), now(), now() + interval '1 day' FROM people
    RETURNING id
"""


def sign_in(database_url: str, public_url: str, count: int) -> list[str]:
    """Access tokens of so many new people, each of an account and a sign-in of its own."""
    signer = Signer(SECRET, public_url)
    with psycopg.connect(database_url) as connection:
        rows: list[tuple[UUID]] = connection.execute(_PEOPLE, (count,)).fetchall()
    return [signer.sign(AUDIENCE, {"sid": str(session_id)}, LIFETIME) for (session_id,) in rows]
