"""What commands share that work on the engines and end, without serving anybody."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from rich.console import Console

from mingle.cli.laptop import LaptopSettings, engines_for, telling
from mingle.cli.options import load_settings
from mingle.kernel.errors import MingleError, OperatorError
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Mode

T = TypeVar("T")

console = Console(highlight=False, stderr=True, soft_wrap=True)


def run(work: Callable[[Resources], Awaitable[T]], database_url: str | None, valkey_url: str | None) -> T:
    """Do some work on the engines that the settings name, or on those of `mingle up`.

    Raises:
        OperatorError: what went wrong, in words.
    """
    settings = load_settings(LaptopSettings, mode=Mode.DEVELOPMENT, database_url=database_url, valkey_url=valkey_url)

    async def worked() -> T:
        with telling(console) as tell:
            async with engines_for(settings, tell) as known, open_resources(known, []) as resources:
                return await work(resources)

    try:
        return asyncio.run(worked())
    except MingleError as error:
        raise OperatorError("\n".join([error.message, *(one.message for one in error.details)])) from error
