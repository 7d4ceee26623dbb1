"""What clients are told of files over sockets, for the published documentation."""

from mingle.features.media.models import FileOnly
from mingle.kernel.feature import Told

TELLS = (
    Told("file:updated", FileOnly, "whose file it is", "It is ready, has failed, or another form of it is there."),
)
