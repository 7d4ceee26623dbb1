"""A feature that its operator has switched off is not there: no routes, no socket events, no jobs, no word of it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from mingle.app import FEATURES, declared_jobs
from mingle.features.accounts import authenticate, authenticate_socket
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName, Settings
from tests.features.accounts.conftest import sign_up
from tests.support.servers import running_server
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio

SWITCHED = [one for one in FEATURES if one.switch is not None]


def without(settings: Settings, *names: FeatureName | None) -> Settings:
    """The settings of an operator who wants all but these."""
    return settings.model_copy(update={"features": [one for one in FeatureName if one not in names]})


def gone_with(feature: Feature) -> list[Feature]:
    """The feature, and those that need it."""
    return [one for one in FEATURES if feature.switch in (one.switch, *one.needs)]


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    async with running_server(settings, FEATURES, authenticate, authenticate_socket) as client:
        yield client


async def routes(client: httpx.AsyncClient) -> set[str]:
    document: dict[str, Any] = (await client.get("/api/openapi.json")).json()
    return {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}


async def heard(client: httpx.AsyncClient) -> set[str]:
    """The events that clients may send."""
    document: dict[str, Any] = (await client.get("/api/asyncapi.json")).json()
    keys = [key for key, one in document["operations"].items() if one["action"] == "receive"]
    return {document["components"]["messages"][key]["name"] for key in keys}


@pytest.mark.parametrize("feature", SWITCHED, ids=lambda one: one.name)
async def test_a_feature_that_is_off_is_not_there(feature: Feature, settings: Settings) -> None:
    async with serving(without(settings)) as client:
        all_routes, all_events = await routes(client), await heard(client)
    off = without(settings, feature.switch)
    async with serving(off) as client:
        left, hears = await routes(client), await heard(client)
        gone = sorted(one for one in all_routes - left if one.startswith("GET"))
        assert gone, "nothing has gone with it"
        for route in gone:
            path = route.removeprefix("GET ").replace("{", "").replace("}", "")
            assert (await client.get(path)).status_code == 404, route
        offered = (await client.get("/api/instance")).json()["data"]["features"]
        assert not {one.switch for one in gone_with(feature)} & set(offered)

        person = await sign_up(client)
        async with raw_socket(str(client.base_url)) as socket:
            assert (await socket.connect(token=person.access_token)).startswith("40")
            for event in sorted(all_events - hears):
                assert (await socket.call(event, {}))["error"]["code"] == "unknown_event", event
    assert {job.name for job in declared_jobs(off, FEATURES)}.isdisjoint(
        job.name for one in gone_with(feature) for job in one.jobs
    )


async def test_with_all_of_them_off_people_still_have_an_account_and_a_profile(settings: Settings) -> None:
    async with serving(settings.model_copy(update={"features": []})) as client:
        person = await sign_up(client)
        mine = {"Authorization": f"Bearer {person.access_token}"}
        assert (await client.get("/api/user/me", headers=mine)).status_code == 200
        assert (await client.get("/api/instance")).json()["data"]["features"] == []
        assert await heard(client) == {"auth", "presence:watch", "user:offline", "user:online", "user:status-change"}
