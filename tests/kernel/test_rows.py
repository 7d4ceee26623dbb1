"""Rows as structs: one struct is row, request and response."""

from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec
import pytest

from mingle.kernel.resources import Resources

pytestmark = pytest.mark.anyio


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Place(msgspec.Struct, rename="camel"):
    street_name: str
    number: int = 1


class Thing(msgspec.Struct):
    id: UUID
    colour: Colour
    level: Level
    place: Place
    others: list[Place]
    nothing: Place | None
    names: list[str]
    born: date
    price: Decimal
    loose: dict[str, Any]
    short: Annotated[str, msgspec.Meta(max_length=5)]
    with_default: int = 7


THING = """
    SELECT %(id)s::uuid AS id, 'blue' AS colour, 2 AS level, '{"streetName": "Elm", "number": 3}'::jsonb AS place,
           '[{"streetName": "Oak"}]'::jsonb AS others, NULL AS nothing, ARRAY['a', 'b'] AS names,
           date '2026-01-02' AS born, 1.50::numeric AS price, '{"x": [1]}'::jsonb AS loose, 'abc' AS short
"""


async def test_a_row_becomes_a_struct_with_all_that_is_in_it(resources: Resources) -> None:
    thing_id = uuid4()
    async with resources.db.read() as conn:
        thing = await conn.one(Thing, THING, {"id": thing_id})
    assert thing == Thing(
        id=thing_id,
        colour=Colour.BLUE,
        level=Level.HIGH,
        place=Place("Elm", 3),
        others=[Place("Oak")],
        nothing=None,
        names=["a", "b"],
        born=date(2026, 1, 2),
        price=Decimal("1.50"),
        loose={"x": [1]},
        short="abc",
        with_default=7,
    )
    assert thing is not None
    assert isinstance(thing.colour, Colour)


class Pair(msgspec.Struct):
    a: int
    b: str


async def test_columns_may_come_in_any_order(resources: Resources) -> None:
    async with resources.db.read() as conn:
        assert await conn.all(Pair, "SELECT * FROM (VALUES ('x', 1), ('y', 2)) AS t (b, a)") == [
            Pair(1, "x"),
            Pair(2, "y"),
        ]
        assert await conn.one(Pair, "SELECT 1 AS a, 'x' AS b WHERE false") is None
        assert await conn.all(Pair, "SELECT 1 AS a, 'x' AS b WHERE false") == []


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT 1 AS a", r"no column for \['b'\]"),
        ("SELECT 1 AS a, 'x' AS b, 2 AS c", r"no field for \['c'\]"),
        ("SELECT 1 AS a, 'x' AS b, 'y' AS b", r"twice \['b'\]"),
    ],
)
async def test_columns_that_do_not_fit_are_named(resources: Resources, sql: Any, names: str) -> None:
    async with resources.db.read() as conn:
        with pytest.raises(TypeError, match=names):
            await conn.one(Pair, sql)


class Moment(msgspec.Struct):
    at: datetime


async def test_times_are_aware(resources: Resources) -> None:
    async with resources.db.read() as conn:
        moment = await conn.one(Moment, "SELECT now() AS at")
    assert moment is not None
    assert moment.at.utcoffset() is not None


async def test_values_and_counts(resources: Resources) -> None:
    async with resources.db.transaction() as tx:
        assert await tx.value("SELECT 1 WHERE false") is None
        assert await tx.value("SELECT NULL") is None
        insert = "INSERT INTO notes (author_id, text) SELECT uuidv7(), 'x' FROM generate_series(1, %s)"
        assert await tx.execute(insert, (3,)) == 3
        assert await tx.execute("UPDATE notes SET letters = 1 WHERE text = 'y'") == 0
