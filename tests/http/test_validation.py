"""Input: every bad field is named at once, by the name the client used, in words; and nothing makes it a 500."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingle.kernel.errors import ValidationFailed
from mingle.kernel.validation import MAX_ERRORS, STEP_MAX_LENGTH, decode_json
from tests.http.forms import GOOD, Everything
from tests.sample.models import NoteDraft


def complaints(raw: bytes | dict[str, Any], kind: type[Any] = Everything) -> dict[str, str]:
    """What is said of each field; empty for input that is accepted."""
    try:
        decode_json(raw if isinstance(raw, bytes) else json.dumps(raw).encode(), kind)
    except ValidationFailed as error:
        return {detail.field: detail.message for detail in error.details}
    return {}


def test_good_input_is_accepted() -> None:
    assert complaints(GOOD) == {}
    assert complaints({**GOOD, "maybe": None, "leftOut": "abc", "tags": [], "unknown": {"x": 1}}) == {}


def test_every_missing_field_is_named() -> None:
    required = ("firstName", "shape", "startsAt", "bornOn", "replyTo", "mood", "ageOrWord")
    assert complaints(b"{}") == dict.fromkeys(required, "is required")


def test_every_bad_field_is_named_at_once() -> None:
    found = complaints(
        {
            "firstName": "x" * 201,
            "shape": {"type": "square", "side": "wide"},
            "startsAt": "tomorrow",
            "bornOn": "2026-13-01",
            "replyTo": "42",
            "mood": "sour",
            "ageOrWord": None,
            "kind": "c",
            "maybe": 0,
            "leftOut": "abcd",
            "scores": {"one": 0, "two": "2"},
            "pair": [1, 2],
            "tags": [{"weight": 101}, {"shortName": "x" * 11, "weight": 1.5}, 5],
            "many": [{}],
            "numbers": [1, "two"],
            "even": {"number": 3},
            "pause": "long",
            "isSure": "yes",
        }
    )
    assert found == {
        "firstName": "must have at most 200 characters",
        "shape.side": "must be a whole number",
        "startsAt": "is not a date or time in ISO 8601",
        "bornOn": "is not a date or time in ISO 8601",
        "replyTo": "is not an id",
        "mood": "is not one of the allowed values",
        "ageOrWord": "must be a whole number or a text",
        "kind": "is not one of the allowed values",
        "maybe": "must be at least 1",
        "leftOut": "must have at most 3 characters",
        "scores.one": "must be at least 1",
        "scores.two": "must be a whole number",
        "pair.1": "must be a text",
        "tags.0.shortName": "is required",
        "tags.0.weight": "must be at most 100",
        "tags.1.shortName": "must have at most 10 characters",
        "tags.1.weight": "must be a whole number",
        "tags.2": "must be an object",
        "many.0.shortName": "is required",
        "numbers.1": "must be a whole number",
        "even": "must be even",
        "pause": "is not a duration",
        "isSure": "must be true or false",
    }


@pytest.mark.parametrize(
    ("field", "value", "at", "message"),
    [
        ("firstName", "", "firstName", "must have at least 1 character"),
        ("shape", {"inMetres": 1}, "shape.type", "is required"),
        ("shape", {"type": "star"}, "shape.type", "is not one of the allowed values"),
        ("shape", {"type": "circle"}, "shape.inMetres", "is required"),
        ("shape", 5, "shape", "must be an object"),
        ("startsAt", "2026-01-01T20:00:00", "startsAt", "must say its time zone"),
        ("pair", [1], "pair", "must have exactly 2 entries"),
        ("tags", [{"shortName": "a"}] * 4, "tags", "must have at most 3 entries"),
        ("maybe", "5", "maybe", "must be a whole number or null"),
        ("pause", "P1000000000000D", "pause", "is out of range"),
    ],
)
def test_a_bad_field_is_told_in_words(field: str, value: object, at: str, message: str) -> None:
    assert complaints({**GOOD, field: value}) == {at: message}


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        (b"", "body", "is not valid JSON"),
        (b"not json", "body", "is not valid JSON"),
        (b"null", "body", "must be an object"),
        (b"[]", "body", "must be an object"),
        (b'"text"', "body", "must be an object"),
        (b'{"text": 5, ', "body", "is not valid JSON"),
        (b'{"text": "a"} trailing', "body", "is not valid JSON"),
        (b'\xef\xbb\xbf{"text": "a"}', "body", "is not valid JSON"),
        (b'{"text": NaN}', "body", "is not valid JSON"),
        (b"\xff\xfe{}", "body", "is not valid JSON"),
        (b'{"text": "\xff"}', "body", "is not valid JSON"),
        (b'{"text": 5, "other": "\xff"}', "body", "is not valid JSON"),
        (b'{"text": "\\ud800"}', "body", "is not valid JSON"),
        (b'{"text": 5, "other": "\\ud800"}', "body", "is not valid JSON"),
        (b'{"text": 1e999}', "text", "is out of range"),
        (b'{"text": "a", "tags": [{"shortName": "a", "weight": ' + b"9" * 5000 + b"}]}", "tags.0.weight",
         "is out of range"),
        (b"[" * 100_000, "body", "is nested too deeply"),
        (b'{"text": "a", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "body", "is nested too deeply"),
        (b'{"text": 5, "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "body", "is nested too deeply"),
        (b'{"text": "a\\u0000b"}', "text", "has a character that is not allowed"),
        (b'{"text": "a", "tags": [{"shortName": "\\u0000"}]}', "tags.0.shortName",
         "has a character that is not allowed"),
        (b'{"text": "a", "\\u0000": 1}', "(key)", "has a character that is not allowed"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_good_at_all(raw: bytes, field: str, message: str) -> None:
    assert complaints(raw, NoteDraft) == {field: message}


def test_a_bad_character_may_hide_deep_down() -> None:
    found = complaints(b'{"text": "a", "more": ' + b"[" * 900 + b'"\\u0000"' + b"]" * 900 + b"}", NoteDraft)
    assert "has a character that is not allowed" in found.values() or found == {"body": "is nested too deeply"}


def test_what_is_said_stays_short_however_much_was_sent() -> None:
    many = complaints({"firstName": "a", "numbers": ["x"] * 1000})
    assert len(many) == MAX_ERRORS
    long_key = complaints({**GOOD, "scores": {"k" * 10_000: 0}})
    assert list(long_key) == ["scores." + "k" * STEP_MAX_LENGTH]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
fields = st.sampled_from([field.encode_name for field in msgspec.structs.fields(Everything)])


@given(st.dictionaries(fields, json_values))
def test_whatever_is_sent_is_decoded_or_refused_by_field(changes: dict[str, Any]) -> None:
    found = complaints({**GOOD, **changes})
    assert {field.partition(".")[0] for field in found} <= set(changes)


@given(st.binary())
def test_whatever_bytes_are_sent_are_refused(raw: bytes) -> None:
    assert complaints(raw)


@given(st.data())
def test_each_of_several_bad_fields_is_named(data: st.DataObject) -> None:
    bad = data.draw(st.sets(fields, min_size=1))
    wrong = {field: 5 if field in ("pause", "shape", "firstName") else {"nothing": "fits"} for field in bad}
    found = complaints({**GOOD, **wrong})
    named = {field.partition(".")[0] for field in found}
    assert named == bad - {"scores"} | ({"scores"} & bad)
