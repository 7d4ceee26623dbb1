"""Files: one small interface over a local disk and over a real S3."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingle.kernel.errors import NotFound, Unavailable
from mingle.kernel.files import KEY_MAX_LENGTH, Files, open_files
from mingle.settings import Settings
from tests.support.eventually import eventually
from tests.support.programs import program
from tests.support.s3 import S3

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["local", "s3"])
def stored(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings for a store of this test's own, of each kind."""
    if request.param == "local":
        return settings
    s3: S3 = request.getfixturevalue("s3")
    return s3.settings(settings, prefix=f"test/{uuid4().hex}")


@pytest.fixture
def files(stored: Settings) -> Files:
    return open_files(stored)


async def keys(files: Files, prefix: str = "") -> set[str]:
    return {file.key async for file in files.list(prefix)}


async def whole(files: Files, key: str) -> bytes:
    return b"".join([chunk async for chunk in files.stream(key)])


async def test_what_is_put_is_there(files: Files) -> None:
    await files.put("photos/a/card.avif", b"picture")
    assert await files.get("photos/a/card.avif") == b"picture"
    assert await whole(files, "photos/a/card.avif") == b"picture"
    found = await files.stat("photos/a/card.avif")
    assert (found.key, found.size) == ("photos/a/card.avif", 7)
    assert abs(found.modified_at - datetime.now(UTC)) < timedelta(minutes=1)
    await files.put("empty", b"")
    assert await files.get("empty") == b""
    assert (await files.stat("empty")).size == 0


async def test_what_is_below_a_prefix_is_listed(files: Files) -> None:
    for key in ("a/1", "a/b/2", "ab/3", "c"):
        await files.put(key, b"x")
    assert await keys(files) == {"a/1", "a/b/2", "ab/3", "c"}
    assert await keys(files, "a") == {"a/1", "a/b/2"}
    assert await keys(files, "nothing") == set()


async def test_what_is_deleted_is_gone_and_what_was_not_there_is_no_error(files: Files) -> None:
    await files.put("a", b"x")
    await files.put("b", b"x")
    await files.delete(["a", "never"])
    assert await keys(files) == {"b"}


async def test_what_is_not_there_is_not_found(files: Files) -> None:
    with pytest.raises(NotFound):
        await files.get("nothing")
    with pytest.raises(NotFound):
        await files.stat("nothing")
    with pytest.raises(NotFound):
        await whole(files, "nothing")


async def test_readers_see_the_old_one_or_the_new_one(files: Files) -> None:
    megabyte = 1024 * 1024
    await files.put("file", b"a" * megabyte)
    stepped, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncGenerator[bytes]:
        yield b"b" * 6 * megabyte
        stepped.set()
        await go_on.wait()
        yield b"b" * megabyte

    writing = asyncio.create_task(files.put("file", slowly()))
    await stepped.wait()
    assert await files.get("file") == b"a" * megabyte
    assert await keys(files) == {"file"}
    go_on.set()
    await writing
    assert await files.get("file") == b"b" * 7 * megabyte


async def test_a_stream_that_breaks_leaves_the_old_one(files: Files) -> None:
    await files.put("file", b"old")

    async def breaks() -> AsyncGenerator[bytes]:
        yield b"x" * 6 * 1024 * 1024
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await files.put("file", breaks())
    assert await files.get("file") == b"old"
    assert await keys(files) == {"file"}


@pytest.mark.parametrize("error", [FileNotFoundError, ConnectionResetError, Unavailable])
async def test_an_error_of_the_stream_is_not_the_stores(files: Files, error: type[Exception]) -> None:
    async def breaks() -> AsyncGenerator[bytes]:
        yield b"x"
        raise error

    with pytest.raises(error):
        await files.put("file", breaks())
    assert await keys(files) == set()


async def test_an_upload_that_is_given_up_leaves_the_old_one(files: Files) -> None:
    await files.put("file", b"old")
    stepped, ended = asyncio.Event(), asyncio.Event()

    async def hangs() -> AsyncGenerator[bytes]:
        try:
            yield b"x" * 6 * 1024 * 1024
            stepped.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    writing = asyncio.create_task(files.put("file", hangs()))
    await stepped.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert ended.is_set()
    assert await files.get("file") == b"old"
    assert await keys(files) == {"file"}


async def test_a_large_file_is_not_held_in_memory(stored: Settings) -> None:
    async with program("tests.kernel.streaming", stored) as process:
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert int(said) < 32 * 1024 * 1024


async def test_processes_may_end_right_after_they_wrote(settings: Settings) -> None:
    """Of those that do not wait in `close` for the store's threads, some are aborted."""
    async with program("tests.kernel.leaving", settings) as process:
        said, _ = await process.communicate()
    assert said.decode().split() == ["0"]


async def test_the_store_can_be_checked(files: Files) -> None:
    await files.check()


HOSTILE = [
    "", "/etc/passwd", "../up", "a/../b", "a/..", "..", ".", "a//b", "a/", "/a", "a\\b", "a\0b", "A", "é", "a b",
    "%2e%2e/a", "a\n", ".hidden", "a/.hidden", "x" * (KEY_MAX_LENGTH + 1),
]  # fmt: skip


@pytest.mark.parametrize("key", HOSTILE)
async def test_a_key_never_leaves_the_store(settings: Settings, key: str) -> None:
    files = open_files(settings)
    refused = (files.put(key, b"x"), files.get(key), files.stat(key), files.delete([key]), whole(files, key))
    for trying in (*refused, files.signed_url(key, timedelta(minutes=1))):
        with pytest.raises(ValueError, match="not a key"):
            await trying


@given(st.text(st.sampled_from("a./\\%~\0 -A"), min_size=1, max_size=12))
def test_no_key_that_is_taken_leads_out(key: str) -> None:
    from mingle.kernel.files import _checked  # pyright: ignore[reportPrivateUsage]

    try:
        _checked(key)
    except ValueError:
        return
    home = Path("/home/store")
    assert home in Path(os.path.normpath(home / key)).parents
    assert ".." not in key


async def test_a_store_that_is_away_is_unavailable_soon(settings: Settings) -> None:
    away = settings.model_copy(update={"storage_url": "s3://bucket", "storage_endpoint": "http://127.0.0.1:1"})
    files = open_files(away)
    began = time.monotonic()
    for trying in (files.put("a", b"x"), files.get("a"), files.delete(["a"]), files.check(), keys(files)):
        with pytest.raises(Unavailable):
            await trying
    assert time.monotonic() - began < 30  # not the three minutes for which it would try by itself


async def test_a_disk_that_cannot_be_written_is_unavailable(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files" / "taken").mkdir(parents=True)
    files = open_files(settings.model_copy(update={"storage_url": (tmp_path / "files").as_uri()}))
    with pytest.raises(Unavailable):
        await files.put("taken", b"a folder is in the way")


async def test_a_folder_may_have_any_name(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "a b é%20"
    files = open_files(settings.model_copy(update={"storage_url": folder.as_uri()}))
    await files.put("a", b"x")
    assert (folder / "a").read_bytes() == b"x"


async def test_other_kinds_of_stores_are_refused(settings: Settings) -> None:
    with pytest.raises(ValueError, match="file:// or s3://"):
        open_files(settings.model_copy(update={"storage_url": "ftp://host/folder"}))
    with pytest.raises(ValueError, match="no bucket"):
        open_files(settings.model_copy(update={"storage_url": "s3:///prefix"}))


async def test_a_signed_url_works_for_a_while(s3: S3, settings: Settings) -> None:
    files = open_files(s3.settings(settings, prefix=uuid4().hex))
    await files.put("a/picture", b"picture")
    long = await files.signed_url("a/picture", timedelta(minutes=10))
    short = await files.signed_url("a/picture", timedelta(seconds=1))
    assert long is not None
    assert short is not None
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        assert (await client.get(long)).content == b"picture"
        assert (await client.get(long.replace("picture?", "another?"))).status_code == 403
        assert (await client.get(long.partition("?")[0])).status_code == 403
        longer = long.replace("X-Amz-Expires=600", "X-Amz-Expires=6000")
        assert longer != long
        assert (await client.get(longer)).status_code == 403

        async def has_run_out() -> bool:
            return (await client.get(short)).status_code == 403

        await eventually(has_run_out, "the short one has run out", patience=10)
        assert (await client.get(long)).content == b"picture"


async def test_a_local_disk_has_no_urls(settings: Settings) -> None:
    assert await open_files(settings).signed_url("a", timedelta(minutes=1)) is None
