"""Rows in PostgreSQL's binary formats, where all are of one width: numpy reads and writes millions of them at once.

Columns are named with formats of numpy; all are NOT NULL. (PostgreSQL documentation: COPY, "Binary Format".)
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.void]
Columns = Mapping[str, Any]

UUIDS: Final = "S16"
"""numpy leaves out zeros at the end of such a text when it shows one; compared and written, they are there."""
INTEGER: Final = ">i4"
REAL: Final = ">f4"
DOUBLE: Final = ">f8"
_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_REAL_OID: Final = 700


def reals(count: int) -> list[tuple[Any, ...]]:
    """The format of a `real[]` of so many numbers: `["items"]["value"]` are the numbers."""
    return [("head", ">i4", (5,)), ("items", [("size", ">i4"), ("value", REAL)], (count,))]


def from_copy(data: bytes, columns: Columns) -> Rows:
    """What `COPY … TO STDOUT (FORMAT binary)` sent."""
    return np.frombuffer(data[len(_HEADER) : -len(_TRAILER)], _copied(columns))


def from_records(data: bytes, columns: Columns) -> Rows:
    """What `string_agg(record_send(row), '')` made."""
    layout: list[tuple[Any, ...]] = [("columns", ">i4")]
    for name, kind in columns.items():
        layout += [(f"{name} type", ">u4"), (f"{name} size", ">i4"), (name, kind)]
    return np.frombuffer(data, layout)


def to_copy(columns: Columns, values: Mapping[str, NDArray[Any]]) -> bytes:
    """What `COPY … FROM STDIN (FORMAT binary)` takes; arrays of numbers are given as tables, row by number."""
    layout = _copied(columns)
    count = len(next(iter(values.values())))
    rows = np.zeros(count, layout)
    rows["columns"] = len(columns)
    for name in columns:
        rows[f"{name} size"] = layout[name].itemsize
        if layout[name].names is None:
            rows[name] = values[name]
        else:
            width = values[name].shape[1]
            rows[name]["head"] = (1, 0, _REAL_OID, width, 1)
            rows[name]["items"]["size"] = 4
            rows[name]["items"]["value"] = values[name]
    return _HEADER + rows.tobytes() + _TRAILER


def _copied(columns: Columns) -> np.dtype[np.void]:
    layout: list[tuple[Any, ...]] = [("columns", ">i2")]
    for name, kind in columns.items():
        layout += [(f"{name} size", ">i4"), (name, kind)]
    return np.dtype(layout)
