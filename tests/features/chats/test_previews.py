"""Link previews: what a message links to shows under it, fetched by the server, told live, and only when wanted."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any, Protocol

import httpx
import psycopg
import pytest
from PIL import Image

from mingle.app import FEATURES, declared_jobs
from mingle.features.chats import preview_jobs
from mingle.features.chats.page import read_page
from mingle.features.chats.preview_policy import first_link
from mingle.features.media.jobs import sweep
from mingle.kernel import clock
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, connected, group, history, missed, private_chat, send, the_chat
from tests.features.people.conftest import ask
from tests.support.elsewhere import Elsewhere, answer, elsewhere, moved
from tests.support.eventually import eventually
from tests.support.servers import running_worker

pytestmark = pytest.mark.anyio

PAGE = """<!doctype html><html><head><title>Plain title</title>
<meta property="og:title" content="The lake &amp; the hill">
<meta property="og:description" content="Where to go\n on Sunday.">
<meta property="og:site_name" content="Daily Walks">
<meta property="og:image" content="/lake.png"></head><body>"""


@pytest.fixture
async def there() -> AsyncGenerator[Elsewhere]:
    """A server of somebody else's, with a page and its picture."""
    async with elsewhere() as found:
        found.pages["/lake"] = answer(PAGE)
        found.pages["/lake.png"] = answer(picture(), mime="image/png")
        yield found
