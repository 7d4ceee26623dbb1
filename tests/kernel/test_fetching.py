"""Fetching what somebody else names: whatever they try, nothing inside is asked, and nothing takes long or much."""

import asyncio
import gzip
import ipaddress
import tracemalloc
import zlib
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingle.kernel.addresses import is_public
from mingle.kernel.fetching import Fetcher, NotFetched
from tests.support.elsewhere import HERE, Elsewhere, answer, elsewhere, moved
from tests.support.tls import authority

pytestmark = pytest.mark.anyio

HTML = ["text/html"]
DRIP_SECONDS = 0.05


@pytest.fixture
async def there() -> AsyncGenerator[Elsewhere]:
    """A server of somebody else's."""
    async with elsewhere() as found:
        yield found


async def refused(fetcher: Fetcher, url: str, most_bytes: int = 1000, seconds: float = 5.0) -> str:
    """Why an address is not fetched."""
    with pytest.raises(NotFetched) as caught:
        await fetcher.fetch(url, HTML, most_bytes, seconds=seconds)
    return caught.value.reason


async def test_a_page_is_fetched_and_nothing_of_ours_goes_along(
    there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    there.pages["/a?b=%C3%A4"] = answer("<p>Good morning", mime="Text/HTML; Charset=UTF-8")
    found = await there.fetcher().fetch(there.url("/a?b=ä#part"), HTML, 1000)
    assert (found.mime, found.charset, found.body) == ("text/html", "utf-8", b"<p>Good morning")
    [request] = there.asked
    lines = request.lower().splitlines()
    assert f"host: news.example:{there.port}" in lines
    assert "user-agent: mingle" in lines
    assert not [line for line in lines if line.startswith(("cookie", "authorization", "referer"))]


async def test_by_tls_the_name_is_asked_for_and_its_certificate_is_checked(tmp_path: Path) -> None:
    served, trusted = authority(tmp_path, "news.example")
    names: list[str | None] = []
    served.sni_callback = lambda _socket, name, _context: names.append(name)
    async with elsewhere(served) as there:
        there.pages["/"] = answer("<p>Good morning")
        found = await there.fetcher(trusted).fetch(there.url(scheme="https"), HTML, 1000)
        assert found.body == b"<p>Good morning"
        assert names == ["news.example"]
        assert await refused(there.fetcher(trusted), there.url(host="other.example", scheme="https")) == "unreachable"
        assert await refused(there.fetcher(), there.url(scheme="https")) == "unreachable", "a stranger signed it"


INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "168.63.129.16",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%lo",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "fec0::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "100::1",
    "no address",
]


@pytest.mark.parametrize("address", INSIDE)
async def test_no_name_leads_inside(there: Elsewhere, address: str) -> None:
    there.names["inside.example"] = [[address]]
    there.names["both.example"] = [["93.184.215.14", address]]
    assert await refused(there.fetcher(), "http://inside.example/") == "refused_address"
    assert await refused(there.fetcher(), "http://both.example/") == "refused_address", "one is enough"
    assert there.asked == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "0", "localhost",
     "[::1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]",
     "\uff11\uff12\uff17.\uff10.\uff10.\uff11", "127\u30020\u30020\u30021",
     "169.254.169.254", "0xa9fea9fe", "[fd00:ec2::254]", "[fe80::1]"],
)  # fmt: skip
async def test_no_way_of_writing_an_address_leads_inside(host: str) -> None:
    """With the system's own resolver, and a server that would answer."""
    async with elsewhere() as there:
        for fetcher in (Fetcher("Mingle"), Fetcher("Mingle", allow=[("127.9.9.9", there.port)])):
            for url in (f"http://{host}/", f"http://{host}:{there.port}/"):
                assert await refused(fetcher, url) in ("refused_address", "unresolved", "bad_port", "bad_url"), url
        assert there.asked == []


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1",
                                     "2606:2800:21f:cb07::1", "64:ff9b::808:808"])  # fmt: skip
def test_what_is_public_may_be_asked(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6) | st.ip_addresses(network="2000::/3"))
@example(ipaddress.ip_address("2001:20::1"))
def test_no_address_that_python_takes_for_private_is_asked(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(str(address)):
        seen = address
        if isinstance(seen, ipaddress.IPv6Address) and seen in ipaddress.IPv6Network("64:ff9b::/96"):
            seen = ipaddress.IPv4Address(int(seen) & 0xFFFFFFFF)
        assert seen.is_global
        assert not any((seen.is_multicast, seen.is_reserved, seen.is_loopback, seen.is_link_local))
    elif isinstance(address, ipaddress.IPv4Address):
        assert (
            not address.is_global or address.is_multicast or str(address).startswith(("192.0.0.", "192.88.99.", "168."))
        )


@given(st.ip_addresses(v=4))
@example(ipaddress.IPv4Address("127.0.0.1"))
@example(ipaddress.IPv4Address("8.8.8.8"))
def test_no_address_hides_in_another(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    for outer in (0xFFFF << 32 | number, number, 0x2002 << 112 | number << 80, 0x20010000 << 96 | number):
        assert not is_public(str(ipaddress.IPv6Address(outer)))
    assert is_public(str(ipaddress.IPv6Address(0x64FF9B << 96 | number))) == is_public(str(inner))


async def test_a_name_is_looked_up_once_for_each_request(there: Elsewhere) -> None:
    """Who answers with a public address first and then with a private one gains nothing by it."""
    there.pages["/"] = answer("<p>Inside")
    there.names["rebinding.example"] = [["192.0.2.1"], [HERE]]
    assert await refused(there.fetcher(), there.url(host="rebinding.example")) == "refused_address"
    assert (there.resolved, there.asked) == (["rebinding.example"], [])
    there.names["rebinding.example"] = [[HERE], ["10.0.0.1"]]
    found = await there.fetcher().fetch(there.url(host="rebinding.example"), HTML, 1000)
    assert found.body == b"<p>Inside", "it goes to the very address that was judged"
    assert there.resolved == ["rebinding.example"] * 2


@pytest.mark.parametrize(
    ("to", "reason"),
    [("http://10.0.0.1/", "refused_address"), ("http://169.254.169.254/latest/meta-data/", "refused_address"),
     ("//inside.example/", "refused_address"), ("file:///etc/passwd", "bad_url"), ("gopher://news.example/", "bad_url"),
     ("http://user:secret@news.example/", "bad_url"), ("http://news.example:22/", "bad_port"),
     ("", "too_many_redirects")],
)  # fmt: skip
async def test_each_redirection_is_judged(there: Elsewhere, to: str, reason: str) -> None:
    there.names.update({"inside.example": [["192.168.0.1"]], "10.0.0.1": [["10.0.0.1"]]})
    there.names["169.254.169.254"] = [["169.254.169.254"]]
    there.pages["/"] = moved(to)
    assert await refused(there.fetcher(), there.url()) == reason


async def test_a_redirection_may_rebind_no_name(there: Elsewhere) -> None:
    there.names["rebinding.example"] = [[HERE], ["10.0.0.1"]]
    there.pages["/"] = moved("/again")
    assert await refused(there.fetcher(), there.url(host="rebinding.example")) == "refused_address"
    assert len(there.asked) == 1


async def test_redirections_are_followed_three_times(there: Elsewhere) -> None:
    there.pages.update({f"/{n}": moved(f"/{n + 1}") for n in range(4)})
    there.pages["/4"] = answer("<p>Here")
    assert await refused(there.fetcher(), there.url("/0")) == "too_many_redirects"
    assert len(there.asked) == 4
    assert (await there.fetcher().fetch(there.url("/1"), HTML, 1000)).url == there.url("/4")


@pytest.mark.parametrize(
    ("url", "reason"),
    [("ftp://news.example/", "bad_url"), ("http://a:b@news.example/", "bad_url"), ("http://a@news.example/", "bad_url"),
     ("http:///", "bad_url"), ("news.example", "bad_url"), ("http://news.example:8080/", "bad_port"),
     ("https://news.example:22/", "bad_port"), ("http://news.example/" + "a" * 2000, "bad_url"),
     ("http://news.example:99999/", "bad_port")],
)  # fmt: skip
async def test_only_plain_addresses_are_asked(url: str, reason: str) -> None:
    async with elsewhere() as there:
        assert await refused(Fetcher("Mingle", there.resolve), url) == reason
        assert (there.asked, there.resolved) == ([], [])


@pytest.mark.parametrize(
    ("page", "reason"),
    [(answer("{}", mime="application/json"), "wrong_type"), (answer("", mime=""), "wrong_type"),
     (answer("x", status="404 Not Found"), "bad_status"), (answer("x" * 1001), "too_large"),
     (answer(gzip.compress(b"x" * 1001), more="Content-Encoding: gzip\r\n"), "too_large"),
     (answer(b"no gzip", more="Content-Encoding: gzip\r\n"), "unreachable"),
     (answer(b"x", more="Content-Encoding: br\r\n"), "wrong_type"),
     (b"SSH-2.0-OpenSSH\r\n", "unreachable"), (b"", "unreachable")],
)  # fmt: skip
async def test_only_what_is_of_use_is_taken(there: Elsewhere, page: bytes, reason: str) -> None:
    there.pages["/"] = page
    assert await refused(there.fetcher(), there.url()) == reason


async def test_of_a_long_page_the_beginning_may_do(there: Elsewhere) -> None:
    there.pages["/"] = answer("<title>Long" + "x" * 100_000)
    there.pages["/zip"] = answer(gzip.compress(b"<title>Long" + b"x" * 100_000), more="Content-Encoding: gzip\r\n")
    for path in ("/", "/zip"):
        found = await there.fetcher().fetch(there.url(path), HTML, 1000, cuts=True)
        assert (len(found.body), found.body[:11]) == (1000, b"<title>Long")


async def test_a_bomb_takes_no_memory(there: Elsewhere) -> None:
    """128 KB that would be 128 MB."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(128)) + packer.flush()
    there.pages["/"] = answer(bomb, more="Content-Encoding: gzip\r\n")
    tracemalloc.start()
    assert await refused(there.fetcher(), there.url(), 512 * 1024) == "too_large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024 + len(bomb), "beside what this test itself sends"


async def test_an_endless_answer_is_cut(there: Elsewhere) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            await writer.drain()

    there.pages["/"] = endless
    assert await refused(there.fetcher(), there.url(), 100_000) == "too_large"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"])
async def test_who_drips_is_cut(there: Elsewhere, head: bytes) -> None:
    async def dripping(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not cut.is_set():
            writer.write(b"x")
            await writer.drain()
            with suppress(TimeoutError):  # a byte each time, soon enough for whoever waits for the next one alone
                await asyncio.wait_for(cut.wait(), DRIP_SECONDS)

    cut = asyncio.Event()
    there.pages["/"] = dripping
    assert await refused(there.fetcher(), there.url(), seconds=10 * DRIP_SECONDS) == "too_slow"
    cut.set()


async def test_who_answers_no_lookup_is_cut() -> None:
    async def silent(_host: str, _port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    assert await refused(Fetcher("Mingle", silent), "http://news.example/", seconds=0.2) == "too_slow"


async def test_names_without_addresses_are_told() -> None:
    async def nothing(_host: str, _port: int) -> list[str]:
        raise OSError

    assert await refused(Fetcher("Mingle", nothing), "http://news.example/") == "unresolved"
