"""What the lobby and rounds do in the background, whatever became of the servers."""

from mingle.features.dates import lobby_flows, round_flows
from mingle.kernel.jobs import HIGH, periodic
from mingle.kernel.resources import Resources


@periodic("dates.drive", "* * * * * */5", queue=HIGH)
async def drive(resources: Resources) -> None:
    """Let events go on that no server drives, and those leave the lobby whom none holds."""
    await lobby_flows.reap(resources)
    await round_flows.drive(resources)


JOBS = (drive,)
