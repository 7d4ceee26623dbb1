"""Calls through a relay alone: a real coturn, and Chromium, which may not send to anybody directly."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from mingle.settings import Settings
from tests.api.people import GUEST
from tests.browser.calling import control, goes_on, is_seen, over, two_talking
from tests.browser.conftest import serving
from tests.browser.dating import a_date
from tests.support.coturn import AMONG_US, Coturn, running_coturn
from tests.support.door import Door
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

CONNECT = """
    async ({ iceServers, policy, offer }) => {
        const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: policy });
        window.connection = connection;
        const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        for (const track of media.getTracks()) connection.addTrack(track, media);
        if (offer) await connection.setRemoteDescription(offer);
        await connection.setLocalDescription();
        await new Promise((resolve) => {
            if (connection.iceGatheringState === 'complete') resolve();
            connection.addEventListener('icegatheringstatechange', () => {
                if (connection.iceGatheringState === 'complete') resolve();
            });
        });
        return connection.localDescription.toJSON();
    }
"""
SEEN = """
    async () => {
        const all = [...(await connection.getStats()).values()];
        const transport = all.find((one) => one.type === 'transport');
        const pair = all.find((one) => one.id === transport?.selectedCandidatePairId);
        const type = (id) => all.find((one) => one.id === id)?.candidateType;
        const received = (kind) => all.find((one) => one.type === 'inbound-rtp' && one.kind === kind);
        return {
            frames: received('video')?.framesDecoded ?? 0,
            heard: received('audio')?.packetsReceived ?? 0,
            way: pair ? [type(pair.localCandidateId), type(pair.remoteCandidateId)] : [],
            state: connection.connectionState,
        };
    }
"""

WAYS = """
    async () => {
        const ways = [];
        for (const connection of window.connections) {
            if (connection.connectionState !== 'connected') continue;
            const all = new Map(await connection.getStats());
            const transport = [...all.values()].find((one) => one.type === 'transport');
            const pair = all.get(transport.selectedCandidatePairId);
            const [here, there] = [all.get(pair.localCandidateId), all.get(pair.remoteCandidateId)];
            ways.push({ types: [here.candidateType, there.candidateType], ports: [here.port, there.port] });
        }
        return ways;
    }
"""


@pytest.fixture
async def relayed_site(own: Settings, door: Door, coturn: Coturn) -> AsyncGenerator[str]:
    """The address of a site all of whose calls go through coturn."""
    async with serving(coturn.used_by(own), door):
        yield own.public_url


async def handed_out(site: str) -> dict[str, Any]:
    """What somebody new is given to call with."""
    async with httpx.AsyncClient(base_url=f"{site}/api", trust_env=False, timeout=60) as client:
        token = (await client.post("/auth/guest", json=GUEST)).json()["data"]["accessToken"]
        answer = await client.get("/calls/ice-servers", headers={"Authorization": f"Bearer {token}"})
    found: dict[str, Any] = answer.json()["data"]
    return found


async def seen(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(SEEN)
    return found


async def test_what_the_site_hands_out_relays_video_both_ways(browser: Browser, relayed_site: str) -> None:
    async with AsyncExitStack() as stack:
        pages: list[Page] = []
        for _ in range(2):
            context = await browser.new_context(base_url=relayed_site, permissions=["camera", "microphone"])
            stack.push_async_callback(context.close)
            page = await context.new_page()
            await page.goto("/")
            pages.append(page)
        ines, tomas = pages
        hers, his = await handed_out(relayed_site), await handed_out(relayed_site)
        assert hers["policy"] == "relay"
        offer = await ines.evaluate(CONNECT, {**hers, "offer": None})
        answer = await tomas.evaluate(CONNECT, {**his, "offer": offer})
        assert "typ relay" in offer["sdp"]
        assert "typ host" not in offer["sdp"]
        await ines.evaluate("(answer) => connection.setRemoteDescription(answer)", answer)
        for page in pages:

            async def is_there(page: Page = page) -> bool:
                now = await seen(page)
                return now["frames"] >= 5 and now["heard"] >= 5

            await eventually(is_there, "five pictures, and sound, of the other")
            assert (await seen(page))["way"] == ["relay", "relay"]


async def test_two_people_call_each_other_through_the_relay_alone(browser: Browser, relayed_site: str) -> None:
    async with two_talking(browser, relayed_site) as (ines, tomas):
        for page, other in ((ines, "Tomas"), (tomas, "Ines")):
            await goes_on(page, "video")
            await goes_on(page, "audio")
            await is_seen(page, other)
            assert [way["types"] for way in await page.evaluate(WAYS)] == [["relay", "relay"]]
        await control(ines, "Hang up").click()
        for page in (ines, tomas):
            await expect(over(page, "The call is over")).to_be_visible()


async def test_two_people_have_a_date_through_the_relay_alone(browser: Browser, relayed_site: str) -> None:
    async with a_date(browser, relayed_site) as pages:
        for page in pages:
            await goes_on(page, "video")
            await goes_on(page, "audio")
            assert [way["types"] for way in await page.evaluate(WAYS)] == [["relay", "relay"]]


async def test_a_relay_that_starts_anew_takes_the_call_up_again(
    browser: Browser, own: Settings, door: Door, tmp_path: Path
) -> None:
    """What it knew of the call is gone with it: both sides allocate anew, and find each other by other ports."""
    async with AsyncExitStack() as stack:
        with running_coturn(tmp_path, *AMONG_US) as coturn:
            await stack.enter_async_context(serving(coturn.used_by(own), door))
            pages = await stack.enter_async_context(two_talking(browser, own.public_url))
            before = [await page.evaluate(WAYS) for page in pages]
        with running_coturn(tmp_path, *AMONG_US, port=coturn.address[1]):
            for page, [old] in zip(pages, before, strict=True):

                async def is_another(page: Page = page, old: dict[str, Any] = old) -> bool:
                    now = await page.evaluate(WAYS)
                    return len(now) == 1 and set(now[0]["ports"]).isdisjoint(old["ports"])

                await eventually(is_another, "they have found another way", patience=90)
                await goes_on(page, "video")


async def test_forged_credentials_connect_nobody(browser: Browser, relayed_site: str) -> None:
    found = await handed_out(relayed_site)
    found["iceServers"][0]["credential"] = "forged"
    context = await browser.new_context(base_url=relayed_site, permissions=["camera", "microphone"])
    try:
        page = await context.new_page()
        await page.goto("/")
        offer = await page.evaluate(CONNECT, {**found, "offer": None})
        assert "a=candidate" not in offer["sdp"], "there is no way to it"
    finally:
        await context.close()
