"""Command-line flags that are settings: same name, same meaning, and they win over the environment."""

import types
from pathlib import Path
from typing import Annotated, Any, TypeVar

from cyclopts import Parameter
from pydantic import ValidationError

from mingle.kernel.errors import OperatorError
from mingle.settings import Settings

S = TypeVar("S", bound=Settings)


class SettingsError(OperatorError):
    """Settings that cannot be used, in words."""


def _flag(name: str) -> Parameter:
    field = Settings.model_fields[name]
    return Parameter(help=field.description, env_var=f"MINGLE_{name.upper()}", show_env_var=True, show_default=False)


Port = Annotated[int | None, _flag("port")]
Host = Annotated[str | None, _flag("host")]
DataDir = Annotated[Path | None, _flag("data_dir")]
PublicUrl = Annotated[str | None, _flag("public_url")]
Features = Annotated[str | None, _flag("features")]
DatabaseUrl = Annotated[str | None, _flag("database_url")]
ValkeyUrl = Annotated[str | None, _flag("valkey_url")]
JobConcurrency = Annotated[int | None, _flag("job_concurrency")]
LogLevel = Annotated[str | None, _flag("log_level")]


def load_settings(kind: type[S], **flags: Any) -> S:
    """The settings from the environment, with the flags that were given over them.

    Raises:
        SettingsError: names every setting that cannot be used, and why.
    """
    given = types.MappingProxyType({name: value for name, value in flags.items() if value is not None})
    try:
        return kind(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_in_words(item) for item in error.errors())) from error


def _in_words(item: Any) -> str:
    message = str(item["msg"]).removeprefix("Value error, ")
    if not item["loc"]:
        return message[:1].upper() + message[1:]
    name = str(item["loc"][0])
    if item["type"] == "string_pattern_mismatch":
        message = f"does not have the right form; it is {Settings.model_fields[name].description}"
    inside = "".join(f"{part}: " if isinstance(part, str) else f"{part + 1}. " for part in item["loc"][1:])
    return f"MINGLE_{name.upper()}: {inside}{message[:1].lower() + message[1:]}"


def require_engines(settings: Settings) -> None:
    """See that the settings name a database and a Valkey.

    Raises:
        SettingsError: one is missing.
    """
    missing = [f"MINGLE_{name.upper()}" for name in ("database_url", "valkey_url") if not getattr(settings, name)]
    if missing:
        raise SettingsError(
            f"{' and '.join(missing)} must be set; on your own machine, `mingle up` brings engines of its own."
        )
