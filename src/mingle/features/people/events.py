"""What clients are told of their own profile over sockets, for the published documentation."""

from mingle.features.people.models import UserTold
from mingle.kernel.feature import Told

TELLS = (Told("user:updated", UserTold, "one's own devices", "Something of one's profile was decided: fetch it."),)
