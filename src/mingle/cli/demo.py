"""`mingle demo`: the people whom `mingle up --demo` makes."""

import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import uvloop
from cyclopts import App
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from mingle.cli.laptop import LaptopSettings, engines_for, telling
from mingle.cli.options import DatabaseUrl, DataDir, SettingsError, ValkeyUrl, load_settings
from mingle.cli.serve import configure_logs

app = App(name="demo", help="Take away the demo people that `mingle up --demo` has made.")
console = Console(highlight=False, stderr=True, soft_wrap=True)

_QUESTION = "This Mingle is new, and empty. Shall demo people live in it, so that you can try everything? [Y/n] "


@app.command
def remove(*, data_dir: DataDir = None, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """Erase all demo people, with whatever they have sent; the next `mingle up` goes on without them.

    Run it beside `mingle up` or without.
    """
    settings = load_settings(LaptopSettings, data_dir=data_dir, database_url=database_url, valkey_url=valkey_url)
    configure_logs(settings)
    count = uvloop.run(_remove(settings))
    forget(settings)
    console.print(f"{count:,} demo people are gone.")


async def _remove(settings: LaptopSettings) -> int:
    from mingle.app import FEATURES, declared_hooks, declared_jobs  # noqa: PLC0415  # after the settings are known to be good
    from mingle.demo.removing import remove_people  # noqa: PLC0415
    from mingle.kernel.resources import open_resources  # noqa: PLC0415

    async with AsyncExitStack() as stack:
        with telling(console) as tell:
            known = await stack.enter_async_context(engines_for(settings, tell))
        jobs, hooks = declared_jobs(known, FEATURES), declared_hooks()
        resources = await stack.enter_async_context(open_resources(known, jobs, hooks))
        with progress() as shown:
            task = shown.add_task("Demo people", total=None)
            return await remove_people(resources, lambda gone, count: shown.update(task, completed=gone, total=count))


async def make(settings: LaptopSettings) -> None:
    """Make those who are not there yet."""
    from mingle.demo.making import make_people  # noqa: PLC0415  # only where they are wanted
    from mingle.kernel.resources import open_resources  # noqa: PLC0415

    async with open_resources(settings, []) as resources:
        with progress() as shown:
            task = shown.add_task("Demo people", total=settings.demo_people, visible=False)
            await make_people(
                resources,
                settings.demo_people,
                settings.demo_live,
                lambda more: shown.update(task, advance=more, visible=True),
            )


def progress() -> Progress:
    """How many of how many."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console)


# Whether there are demo people is a choice for a folder, and stays made.


def choose(settings: LaptopSettings, asked: bool | None) -> bool:
    """Whether demo people live in this folder: as the flag says, or as it was chosen before, or as a newcomer says.

    Raises:
        SettingsError: they are wanted in production.
    """
    mark = _mark(settings)
    is_wanted = asked
    if asked is None:
        is_new = not settings.database_url and not (settings.data_dir / "postgres").exists()
        is_wanted = mark.exists() or (is_new and not settings.is_production and sys.stdin.isatty() and _ask())
    if is_wanted and settings.is_production:
        msg = "MINGLE_MODE is production: demo people live on laptops only. Leave --demo out."
        raise SettingsError(msg)
    return bool(is_wanted)


def remember(settings: LaptopSettings, is_wanted: bool) -> None:
    """Keep what was chosen, in the data folder."""
    if is_wanted:
        _mark(settings).touch()
    else:
        forget(settings)


def opened(settings: LaptopSettings) -> LaptopSettings:
    """The settings by which somebody who is alone can try everything: whoever likes may open an evening."""
    if "speed_dating_hosts" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"speed_dating_hosts": "everybody"})


def forget(settings: LaptopSettings) -> None:
    """Let the next start go on without them."""
    with suppress(OSError):
        _mark(settings).unlink(missing_ok=True)


def _mark(settings: LaptopSettings) -> Path:
    return settings.data_dir / "demo"


def _ask() -> bool:
    console.print(_QUESTION, end="", markup=False)
    return sys.stdin.readline().strip().lower() in ("", "y", "yes")
