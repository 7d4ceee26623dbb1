"""The ranking learns in the background: from everything once a day, from what is new each minute."""

from typing import Final

from mingle.features.discovery import learning_service
from mingle.features.discovery.ranking import WrongModel
from mingle.kernel import clock
from mingle.kernel.jobs import periodic
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources
from mingle.settings import Ranking

log = get_logger(__name__)


@periodic("discovery.train", "41 4 * * *")
async def train(resources: Resources) -> None:
    """Train the ranking on all that people decided."""
    if resources.settings.discovery_ranking is Ranking.LEARNED:
        async with resources.db.transaction() as tx:
            await learning_service.train(tx, clock.now())


@periodic("discovery.learn", "* * * * *")
async def learn(resources: Resources) -> None:
    """Let the ranking know what people have decided since."""
    has_more = resources.settings.discovery_ranking is Ranking.LEARNED
    try:
        while has_more:
            async with resources.db.transaction() as tx:
                has_more = await learning_service.learn(tx, clock.now())
    except WrongModel as error:
        log.warning("The ranking waits for the next training", reason=str(error))


JOBS: Final = (train, learn)
