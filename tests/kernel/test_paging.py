"""Paging: no gap and nothing twice, whatever comes in between; and nothing to break with a cursor."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingle.kernel.errors import ValidationFailed
from mingle.kernel.paging import CURSOR_MAX_LENGTH, decode_cursor, encode_cursor, make_page
from mingle.settings import Settings
from tests.support.servers import acting

pytestmark = pytest.mark.anyio

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
KEYS = st.one_of(
    st.tuples(st.just(UUID), st.uuids()),
    st.tuples(st.just(int), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(str), TEXTS),
    st.tuples(
        st.just(tuple[datetime, UUID]),
        st.tuples(
            st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
            st.uuids(),
        ),
    ),
    st.tuples(st.just(tuple[int, str]), st.tuples(st.integers(-(2**63), 2**63 - 1), TEXTS)),
)


@given(KEYS)
def test_a_cursor_comes_back_as_what_it_was(key: tuple[Any, Any]) -> None:
    kind, value = key
    cursor = encode_cursor(value)
    assert decode_cursor(cursor, kind) == value
    assert len(cursor) <= CURSOR_MAX_LENGTH
    assert cursor.replace("-", "").replace("_", "").isalnum()


@given(
    st.one_of(st.text(), st.binary().map(encode_cursor), st.text().map(encode_cursor)),
    st.sampled_from([UUID, int, str, tuple[datetime, UUID], tuple[int, str]]),
)
@example(encode_cursor("a\0b"), str)
@example(encode_cursor((1, "\0")), tuple[int, str])
def test_a_hostile_cursor_is_a_bad_field(cursor: str, kind: Any) -> None:
    try:
        decoded = decode_cursor(cursor, kind)
    except ValidationFailed as error:
        named = [detail.field for detail in error.details]
    else:
        named = ["cursor"] if "\0" not in str(decoded) else []
    assert named == ["cursor"]


@pytest.mark.parametrize(("kind", "key"), [(str, "a\0b"), (tuple[int, str], (1, "\0"))])
def test_a_text_that_postgresql_cannot_hold_is_no_cursor(kind: Any, key: Any) -> None:
    with pytest.raises(ValidationFailed):
        decode_cursor(encode_cursor(key), kind)


async def test_no_cursor_is_the_first_page() -> None:
    assert decode_cursor(None, int) is None


async def test_a_page_knows_whether_there_is_a_next() -> None:
    rows = [1, 2, 3]
    page = make_page(rows, 2, lambda n: n)
    assert page.items == [1, 2]
    assert decode_cursor(page.next_cursor, int) == 2
    assert make_page(rows, 3, lambda n: n).next_cursor is None
    assert make_page(list[int](), 3, lambda n: n).next_cursor is None


@pytest.mark.parametrize(
    "cursor", ["", "!!!", "AAAA", encode_cursor("text"), encode_cursor("a\0b"), "é", "A" * (CURSOR_MAX_LENGTH + 1)]
)
async def test_over_http_a_bad_cursor_names_itself(client: httpx.AsyncClient, cursor: str) -> None:
    answer = await client.get("/api/notes", params={"cursor": cursor})
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", ""])
async def test_over_http_a_bad_limit_names_itself(client: httpx.AsyncClient, limit: str) -> None:
    answer = await client.get("/api/notes", params={"limit": limit})
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["limit"]


async def test_every_note_once_while_others_write(client: httpx.AsyncClient, settings: Settings) -> None:
    with psycopg.connect(settings.database_url) as connection:
        found = connection.execute(
            "INSERT INTO notes (author_id, text) SELECT uuidv7(), 'old' FROM generate_series(1, 250) RETURNING id"
        )
        old = [str(row[0]) for row in found.fetchall()]
    seen, cursor, pages = list[str](), None, 0
    while cursor is not None or pages == 0:
        parameters = {"limit": "30"} if cursor is None else {"limit": "30", "cursor": cursor}
        page = (await client.get("/api/notes", params=parameters)).json()["data"]
        seen += [note["id"] for note in page["items"]]
        cursor, pages = page["nextCursor"], pages + 1
        await client.post("/api/notes", json={"text": "new"}, headers=acting(uuid4()))
    assert seen == sorted(old, reverse=True)
    assert pages == 9
