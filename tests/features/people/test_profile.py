"""Profiles: what people say of themselves, and what others see of it."""

from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import sign_up
from tests.features.people.conftest import PREFERENCES, ask, card, change, make_file, visible_person

pytestmark = pytest.mark.anyio

WHOLE: dict[str, Any] = {
    "displayName": "Mara Lind",
    "gender": "nonbinary",
    "genderDescription": "genderfluid",
    "pronouns": "they/them",
    "bio": "Two cats,\none bicycle. I <3 markets.",
    "prompts": [{"prompt": "sunday", "answer": "A long walk"}, {"prompt": "teach", "answer": "Bread"}],
    "interests": ["jazz", "markets", "the sea"],
    "languages": ["de", "pt"],
    "basics": {"heightCm": 171, "smoking": "never", "pets": "cat", "job": "Baker"},
    "hidden": ["job", "pronouns"],
    "socials": {"instagram": "mara.lind"},
    "isIncognito": False,
    "showsLastSeen": False,
}


async def test_a_new_person_is_told_what_is_missing(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    profile = (await ask(client, person, "GET", "/user/me"))["user"]
    assert (profile["displayName"], profile["isVisible"]) == ("Mara", False)
    missing = profile["completeness"]["missing"]
    assert [part["part"] for part in missing if part["isRequired"]] == ["photo", "preferences"]
    assert missing[0]["part"] == "photo", "what to do next"
    assert 0 <= profile["completeness"]["percent"] < 20


async def test_a_profile_is_kept_as_it_was_written(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    await change(client, person, **WHOLE)
    profile = (await ask(client, person, "GET", "/user/me"))["user"]
    kept = {key: profile[key] for key in WHOLE}
    assert kept == {**WHOLE, "hidden": ["job", "pronouns"]}
    assert profile["birthdate"] == "1990-04-01"
    assert (await ask(client, person, "GET", f"/users/{person.id}"))["user"] == profile, "both forms are one"


async def test_what_is_left_out_stays_and_what_is_empty_goes(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    await change(client, person, **WHOLE)
    answer = await ask(client, person, "PATCH", f"/users/{person.id}", {"pronouns": "", "genderDescription": None})
    profile = answer["user"]
    assert (profile["pronouns"], profile["genderDescription"], profile["bio"]) == (None, None, WHOLE["bio"])


async def test_others_see_a_card_without_what_is_hidden(client: httpx.AsyncClient, settings: Settings) -> None:
    person, viewer = await visible_person(client, settings), await sign_up(client)
    await change(client, person, **WHOLE)
    seen = await card(client, viewer, person)
    assert seen is not None
    assert seen["basics"] == {"heightCm": 171, "smoking": "never", "pets": "cat"}
    assert (seen["pronouns"], seen["genderDescription"], seen["bio"]) == (None, "genderfluid", WHOLE["bio"])
    assert (seen["goals"], seen["socials"], seen["isVerified"]) == (["dates"], {}, False)
    assert isinstance(seen["age"], int)
    never_told = {"birthdate", "email", "phone", "role", "latitude", "longitude", "hidden", "preferences"}
    assert not never_told & seen.keys()
    assert "1990-04-01" not in str(seen)


async def test_what_cannot_stand_in_a_profile_is_named_field_by_field(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    await change(client, person, **WHOLE)
    before = (await ask(client, person, "GET", "/user/me"))["user"]
    bad = {
        "bio": "see <script>alert(1)</script>",
        "prompts": [
            {"prompt": "sunday", "answer": "<img src=x onerror=alert(1)>"},
            {"prompt": "no", "answer": "maybe"},
        ],
        "interests": ["jazz", "plotting"],
        "languages": ["de", "de"],
        "basics": {"job": "<b>Baker</b>"},
    }
    error = await ask(client, person, "PUT", "/user/me", bad, status=400)
    assert error["code"] == "validation_failed"
    assert {detail["field"] for detail in error["details"]} == {
        "bio",
        "prompts.0.answer",
        "prompts.1.prompt",
        "interests.1",
        "languages",
        "basics.job",
    }
    assert (await ask(client, person, "GET", "/user/me"))["user"] == before, "nothing has changed"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"displayName": "\u200b\u2060"}, "displayName"),
        ({"displayName": "Mara\u202e"}, "displayName"),
        ({"birthdate": "2015-01-01"}, "birthdate"),
        ({"birthdate": "1904-01-01"}, "birthdate"),
        ({"bio": "x" * 1001}, "bio"),
        ({"basics": {"heightCm": 99}}, "basics.heightCm"),
        ({"basics": {"smoking": "always"}}, "basics.smoking"),
        ({"hidden": ["age"]}, "hidden.0"),
        ({"socials": {"mailto": "mara"}}, "socials"),
        ({"prompts": [{"prompt": "sunday", "answer": "a"}] * 4}, "prompts"),
        ({"prompts": [{"prompt": "sunday", "answer": "  "}]}, "prompts.0.answer"),
        ({"pronouns": "\u200b"}, "pronouns"),
    ],
)
async def test_bad_values_are_refused(client: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    person = await sign_up(client)
    error = await ask(client, person, "PUT", "/user/me", body, status=400)
    assert [detail["field"] for detail in error["details"]] == [field]


async def test_a_birthdate_can_be_corrected_for_a_week(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await sign_up(client)
    assert (await change(client, person, birthdate="1991-04-01"))["birthdate"] == "1991-04-01"
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE accounts SET created_at = now() - interval '8 days' WHERE id = %s", (person.id,))
    error = await ask(client, person, "PUT", "/user/me", {"birthdate": "1992-04-01"}, status=409)
    assert error["code"] == "birthdate_settled"
    assert (await change(client, person, birthdate="1991-04-01"))["age"] >= 34, "saying it again is no change"


async def test_nobody_gives_themselves_a_role_a_badge_or_a_place(client: httpx.AsyncClient, settings: Settings) -> None:
    person, viewer = await visible_person(client, settings), await sign_up(client)
    await change(client, person, role="admin", isVerified=True, latitude=1.0, city="Paris", createdAt="2020-01-01")
    me = (await client.get("/api/auth/me", headers=person.headers)).json()["data"]["user"]
    assert me["role"] == "user"
    seen = await card(client, viewer, person)
    assert seen is not None
    assert (seen["isVerified"], seen["city"], seen["distanceKm"]) == (False, None, None)


async def test_a_person_is_visible_once_all_that_the_operator_asks_for_is_there(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    person, viewer = await sign_up(client), await sign_up(client)
    photo = make_file(settings, person.id, status="processing")
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [photo]})
    answer = await ask(client, person, "PUT", "/user/me/preferences", PREFERENCES)
    assert not answer["user"]["isVisible"]
    assert await card(client, viewer, person) is None, "the photo is not ready"
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE files SET status = 'ready' WHERE id = %s", (photo,))
    assert (await ask(client, person, "GET", "/user/me"))["user"]["isVisible"]
    assert await card(client, viewer, person) is not None


@pytest.mark.parametrize("switch", ["isPaused", "isIncognito"])
async def test_who_steps_back_is_seen_by_nobody_until_they_return(
    client: httpx.AsyncClient, settings: Settings, switch: str
) -> None:
    person, viewer = await visible_person(client, settings), await sign_up(client)
    await change(client, person, **{switch: True})
    assert await card(client, viewer, person) is None
    assert await found(client, viewer, person.username) == []
    await change(client, person, **{switch: False})
    assert await found(client, viewer, person.username) == [str(person.id)]


async def test_who_is_incognito_is_seen_by_those_they_gave_themselves_to(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    person, viewer = await visible_person(client, settings), await visible_person(client, settings)
    await change(client, person, isIncognito=True, socials={"signal": "mara.1"})
    await ask(client, person, "PUT", f"/users/{viewer.id}/socials")
    seen = await card(client, viewer, person)
    assert seen is not None
    assert seen["socials"] == {"signal": "mara.1"}
    await ask(client, person, "DELETE", f"/users/{viewer.id}/socials")
    assert await card(client, viewer, person) is None


async def test_people_are_found_by_the_beginning_of_their_names(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await visible_person(client, settings, displayName="Zoë 100%")
    viewer = await sign_up(client)
    assert await found(client, viewer, "zoë") == [str(person.id)]
    assert await found(client, viewer, person.username[:8].upper()) == [str(person.id)]
    assert await found(client, viewer, "%%") == []
    assert await found(client, person, "zoë") == [], "nobody finds themselves"
    assert (await ask(client, viewer, "GET", "/users/search?q=z", status=400))["details"][0]["field"] == "q"


async def test_the_directory_is_closed_unless_the_operator_opens_it(
    client: httpx.AsyncClient, settings: Settings, serve_with: Any
) -> None:
    people = [await visible_person(client, settings) for _ in range(3)]
    viewer = await sign_up(client)
    assert (await ask(client, viewer, "GET", "/users", status=403))["code"] == "directory_closed"
    async with serve_with(directory=True) as opened:
        first = await ask(opened, viewer, "GET", "/users?limit=2")
        second = await ask(opened, viewer, "GET", f"/users?limit=2&cursor={first['nextCursor']}")
    listed = [one["id"] for one in (*first["items"], *second["items"])]
    assert listed == [str(person.id) for person in reversed(people)]
    assert second["nextCursor"] is None


async def test_preferences_must_leave_somebody_to_find(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    bad = {"genders": ["woman", "woman"], "ageMin": 40, "ageMax": 30, "goals": ["dates", "dates"]}
    error = await ask(client, person, "PUT", "/user/me/preferences", bad, status=400)
    assert {detail["field"] for detail in error["details"]} == {"genders", "ageMax", "goals"}
    refused: list[dict[str, Any]] = [{"ageMin": 17}, {"ageMax": 121}, {"genders": []}, {"maxDistanceKm": 0}]
    for one in refused:
        error = await ask(client, person, "PUT", "/user/me/preferences", {**PREFERENCES, **one}, status=400)
        assert [detail["field"] for detail in error["details"]] == list(one)
    assert (await ask(client, person, "GET", "/user/me"))["user"]["preferences"] is None


async def test_somebody_has_a_birthday(client: httpx.AsyncClient, settings: Settings) -> None:
    person, viewer = await visible_person(client, settings), await sign_up(client)
    before = await card(client, viewer, person)
    with clock.moved(timedelta(days=366)):
        later = await card(client, await sign_up(client), person)
    assert before is not None
    assert later is not None
    assert later["age"] == before["age"] + 1


async def found(client: httpx.AsyncClient, viewer: Any, beginning: str) -> list[str]:
    """The ids of those whom a search finds."""
    answer = await client.get("/api/users/search", params={"q": beginning}, headers=viewer.headers)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]["items"]]
