"""What the tests of discovery share: a server with every feature, and resources for services and jobs."""

from tests.features.people.conftest import client, resources, serve_with

__all__ = ["client", "resources", "serve_with"]
