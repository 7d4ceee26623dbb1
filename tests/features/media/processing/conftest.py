"""Processing, asked as the job asks it."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from mingle.features.media.processing import Declared, Limits, Processed, Rejected, Screening, process

Processing = Callable[..., Coroutine[Any, Any, Processed]]
Refusing = Callable[..., Coroutine[Any, Any, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where results are written."""
    into = tmp_path / "made"
    into.mkdir()
    return into


@pytest.fixture
def processed(tmp_path: Path, folder: Path) -> Processing:
    """What becomes of some bytes; `limits` are those to change."""

    async def _process(
        content: bytes | Path,
        declared: Declared = Declared(),  # noqa: B008
        screening: Screening = Screening(),  # noqa: B008
        **limits: int,
    ) -> Processed:
        source = tmp_path / "original"
        source.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        return await process(source, folder, declared, msgspec.structs.replace(Limits(), **limits), screening)

    return _process


@pytest.fixture
def refusal(processed: Processing) -> Refusing:
    """The code with which some bytes are rejected."""

    async def _refuse(content: bytes | Path, declared: Declared = Declared(), **limits: int) -> str:  # noqa: B008
        with pytest.raises(Rejected) as refused:
            await processed(content, declared, **limits)
        assert refused.value.message.endswith(".")
        return refused.value.code

    return _refuse


def family_in(folder: Path, members: int = 1) -> list[psutil.Process]:
    """Our programs that run in a folder, once there are so many."""
    found = [one for one in psutil.Process().children(recursive=True) if _is_in(one, folder)]
    return found if len(found) >= members else []


def _is_in(one: psutil.Process, folder: Path) -> bool:
    try:
        return one.cwd() == str(folder)
    except psutil.Error:
        return False
