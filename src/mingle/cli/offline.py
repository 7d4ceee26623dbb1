"""What commands share that work on the engines and end, without serving anybody."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mingle.cli.options import load_settings, require_engines
from mingle.kernel.errors import MingleError, OperatorError
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Mode, Settings

T = TypeVar("T")


def run(work: Callable[[Resources], Awaitable[T]], database_url: str | None, valkey_url: str | None) -> T:
    """Do some work on the engines that the settings name.

    Raises:
        OperatorError: what went wrong, in words.
    """
    settings = load_settings(Settings, mode=Mode.DEVELOPMENT, database_url=database_url, valkey_url=valkey_url)
    require_engines(settings)

    async def worked() -> T:
        async with open_resources(settings, []) as resources:
            return await work(resources)

    try:
        return asyncio.run(worked())
    except MingleError as error:
        raise OperatorError("\n".join([error.message, *(one.message for one in error.details)])) from error
