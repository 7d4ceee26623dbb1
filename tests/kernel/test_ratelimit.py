"""Rate limits: moving windows that say whether they fail open or closed."""

import asyncio
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingle.kernel.errors import RateLimited, Unavailable
from mingle.kernel.ratelimit import LocalWindows, RateLimit, RateLimiter, address_key
from mingle.kernel.resources import Resources, connect_valkey
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

LOCAL = RateLimit("posts", "3/minute", counts="local", fails="open")
SHARED = RateLimit("logins", "3/minute", counts="shared", fails="closed")
QUICK_LOCAL = RateLimit("quick", "2/1 second", counts="local", fails="open")
QUICK_SHARED = RateLimit("quick", "2/1 second", counts="shared", fails="closed")


@pytest.fixture
def limits(resources: Resources) -> RateLimiter:
    return RateLimiter(resources.valkey, resources.settings.valkey_prefix)


@pytest.fixture
def elsewhere(resources: Resources) -> RateLimiter:
    """The limiter of another process."""
    return RateLimiter(resources.valkey, resources.settings.valkey_prefix)


async def lets(limits: RateLimiter, limit: RateLimit, key: str = "anna") -> bool:
    try:
        await limits.hit(limit, key)
    except RateLimited:
        return False
    return True


@pytest.mark.parametrize("limit", [LOCAL, SHARED], ids=["local", "shared"])
async def test_so_many_and_no_more_for_each(limits: RateLimiter, limit: RateLimit) -> None:
    assert [await lets(limits, limit) for _ in range(5)] == [True] * 3 + [False] * 2
    assert await lets(limits, limit, "ben")
    other = RateLimit("another", limit.rate, limit.counts, limit.fails)
    assert await lets(limits, other)
    with pytest.raises(RateLimited) as refused:
        await limits.hit(limit, "anna")
    assert 50 <= refused.value.retry_after_seconds <= 60


async def test_an_operator_may_set_each_by_name_and_raise_the_rest(resources: Resources) -> None:
    prefix = resources.settings.valkey_prefix
    limits = RateLimiter(resources.valkey, prefix, rates={SHARED.name: "1/hour"}, factor=2)
    assert [await lets(limits, SHARED) for _ in range(2)] == [True, False]
    other = RateLimit("another", SHARED.rate, "shared", "closed")
    assert [await lets(limits, other) for _ in range(7)] == [True] * 6 + [False]
    assert other.item.amount == 3, "the limit itself stays what it was"
    assert [await lets(limits, LOCAL) for _ in range(4)] == [True] * 3 + [False]


@pytest.mark.parametrize("limit", [QUICK_LOCAL, QUICK_SHARED], ids=["local", "shared"])
async def test_the_window_moves_on(limits: RateLimiter, limit: RateLimit) -> None:
    assert [await lets(limits, limit) for _ in range(3)] == [True, True, False]
    with pytest.raises(RateLimited) as refused:
        await limits.hit(limit, "anna")
    assert refused.value.retry_after_seconds == 1
    await eventually(lambda: lets(limits, limit), "the next one is let through", patience=3)


async def test_shared_ones_count_for_the_whole_site_local_ones_do_not(
    limits: RateLimiter, elsewhere: RateLimiter
) -> None:
    for limit, others in ((SHARED, False), (LOCAL, True)):
        for _ in range(3):
            assert await lets(limits, limit)
        assert await lets(elsewhere, limit) is others


async def test_a_crowd_waits_for_its_turn_to_be_counted(limits: RateLimiter) -> None:
    door = RateLimit("door", "1000/minute", "shared", "closed")
    assert all(await asyncio.gather(*(lets(limits, door, f"person {number}") for number in range(500))))


async def test_without_valkey_each_fails_as_it_says() -> None:
    valkey = connect_valkey("unix:///nowhere/valkey.sock")
    limits = RateLimiter(valkey, "nowhere")
    with pytest.raises(Unavailable):
        await limits.hit(SHARED, "anna")
    for _ in range(5):
        await limits.hit(RateLimit("typing", "3/minute", counts="shared", fails="open"), "anna")
    assert [await lets(limits, LOCAL) for _ in range(4)] == [True] * 3 + [False]
    await valkey.aclose()


async def test_switched_off_nothing_is_counted(resources: Resources) -> None:
    limits = RateLimiter(resources.valkey, resources.settings.valkey_prefix, enabled=False)
    assert all([await lets(limits, SHARED) for _ in range(10)])


async def test_who_has_been_away_is_forgotten() -> None:
    now = 1_000.0
    windows = LocalWindows(lambda: now)
    for n in range(100):
        assert windows.hit(("posts", str(n)), 3, 10) == 0
    now += 70
    assert windows.hit(("posts", "new"), 3, 10) == 0
    assert len(windows) == 1


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_stands_for_itself_also_when_it_is_mapped(address: IPv4Address) -> None:
    assert address_key(str(address)) == str(address)
    assert address_key(f"::ffff:{address}") == str(address)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_an_ipv6_address_stands_for_its_network(address: IPv6Address, host: int) -> None:
    neighbour = IPv6Address(int(address) >> 64 << 64 | host)
    if address.ipv4_mapped is None and neighbour.ipv4_mapped is None:
        assert address_key(str(address)) == address_key(str(neighbour)) == address_key(str(address).upper())
        other = IPv6Address(int(address) ^ 1 << 64)
        assert other.ipv4_mapped is not None or address_key(str(address)) != address_key(str(other))
        ip_address(address_key(str(address)))


@given(st.text())
def test_no_address_fails(address: str) -> None:
    address_key(address)
