"""Telling other features that a file has changed, which somebody else than its owner may be looking at."""

from uuid import UUID

from mingle.kernel.jobs import HIGH, job
from mingle.kernel.resources import Resources


@job("media.announce_file", queue=HIGH)
async def announce_file(resources: Resources, file_id: UUID) -> None:
    """Let each feature tell those who see a file of it how it stands now.

    A job of its own, since they take other locks, which come before that of the file wherever one is attached.
    """
    for tell_of in resources.hooks.file_changed:
        await tell_of(resources, file_id)
