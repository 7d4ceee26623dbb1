"""What the tests of dates share."""

from tests.features.chats.conftest import client, serve, somebody
from tests.features.people.conftest import resources

__all__ = ["client", "resources", "serve", "somebody"]
