"""`/api/instance`: what anybody may know of this site before signing in."""

import msgspec
from litestar.datastructures import State
from litestar.di import NamedDependency

from mingle import __version__
from mingle.kernel.http import Ok, get
from mingle.kernel.resources import Resources
from mingle.settings import FeatureName


class Instance(msgspec.Struct, rename="camel"):
    """The site as its operator set it up."""

    name: str
    version: str
    features: list[FeatureName]
    verifies_phones: bool
    """Whether text messages are sent from here."""


@get("/api/instance", etag=True, summary="This site", tags=["operations"])
async def instance(resources: NamedDependency[Resources], state: State) -> Ok[Instance]:
    """The site's name and the features that are switched on."""
    settings = resources.settings
    return Ok(data=Instance(settings.name, __version__, state.offered, settings.has_sms))
