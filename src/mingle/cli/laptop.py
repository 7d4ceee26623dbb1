"""One machine and one person: the settings for that, and the engines that such a Mingle brings with it."""

import asyncio
import importlib
import os
import secrets
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.markup import escape

from mingle.embedded import DataFolder, DataFolderInUse, PostgresServer, ValkeyServer
from mingle.setting_forms import LogLevel, Rate, RateFactor
from mingle.settings import Mode, Settings

AnyEngine = PostgresServer | ValkeyServer


class LaptopSettings(Settings):
    """The same settings, with defaults for one machine and one person."""

    mode: Mode = Mode.DEVELOPMENT
    log_level: LogLevel = "warning"
    rate_limit_signed_out: Rate = "1000/10 seconds"
    rate_limit_signed_in: Rate = "2000/10 seconds"
    rate_limit_factor: RateFactor = 100


@contextmanager
def telling(console: Console) -> Generator[Callable[[str], None]]:
    """Say what is being done: one line that changes on a terminal, plain lines elsewhere."""
    if console.is_terminal:
        with console.status("Starting") as status:
            yield lambda sentence: status.update(escape(sentence))
    else:
        yield lambda sentence: console.print(sentence, markup=False)


def own_engines(settings: LaptopSettings, folder: Path) -> dict[str, AnyEngine | None]:
    """Those that the settings do not name, by the setting that takes their address."""
    return {
        "database_url": None if settings.database_url else PostgresServer(folder / "postgres"),
        "valkey_url": None if settings.valkey_url else ValkeyServer(folder / "valkey"),
    }


async def start_engines(
    settings: LaptopSettings, folder: Path, stack: AsyncExitStack, tell: Callable[[str], None]
) -> dict[str, AnyEngine | None]:
    """Start those that the settings do not name: by the setting that takes their address."""
    engines = own_engines(settings, folder)
    ours = [engine for engine in engines.values() if engine is not None]
    for engine in ours:
        stack.push_async_callback(engine.stop)
    # The program is loaded while they start; both take about as long.
    await asyncio.gather(*(engine.start(tell) for engine in ours), asyncio.to_thread(_load_program))
    return engines


def _load_program() -> None:
    # Slow: the person should see something before.
    for name in ("mingle.app", "mingle.cli.migrate"):
        importlib.import_module(name)


def complete(settings: LaptopSettings, folder: Path, port: int, engines: dict[str, AnyEngine | None]) -> LaptopSettings:
    """Fill in what is known only now: the engines' addresses, the port, a secret of this folder's own."""
    known: dict[str, object] = {name: engine.url for name, engine in engines.items() if engine is not None}
    known["port"] = port
    if "public_url" not in settings.model_fields_set:
        known["public_url"] = f"http://localhost:{port}"
    if not settings.secret.get_secret_value():
        known["secret"] = SecretStr(_own_secret(folder / "secret"))
    return settings.model_copy(update=known)


def _own_secret(path: Path) -> str:
    """The secret in the file, made at the first start."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    return path.read_text()


def migrate(url: str) -> None:
    """Bring the database to this program's schema."""
    from mingle.cli.migrate import migrate_in_words  # noqa: PLC0415  # as _load_program

    migrate_in_words(url)


@asynccontextmanager
async def engines_for(settings: LaptopSettings, tell: Callable[[str], None]) -> AsyncGenerator[LaptopSettings]:
    """Settings with the addresses of both engines.

    What the settings do not name is in the data folder: used as it is while `mingle up` runs there, else started, and
    brought to the schema of this program, for as long as the block runs.
    """
    async with AsyncExitStack() as stack:
        known = settings
        if not (settings.database_url and settings.valkey_url):
            folder = settings.data_dir.absolute()
            try:
                stack.enter_context(DataFolder(folder))
            except DataFolderInUse:
                known = complete(settings, folder, settings.port, own_engines(settings, folder))
            else:
                engines = await start_engines(settings, folder, stack, tell)
                known = complete(settings, folder, settings.port, engines)
                await asyncio.to_thread(migrate, known.database_url)
        yield known
