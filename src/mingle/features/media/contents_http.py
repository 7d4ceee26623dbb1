"""Serving contents: by signed links, in parts where a player asks for parts (RFC 9110, sections 13 and 14)."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, Parameter
from litestar.types import ASGIApp

from mingle.features.media import links, policy
from mingle.features.media.errors import FileLinkExpired, RangeNotSatisfiable
from mingle.kernel.errors import NotFound, RateLimited
from mingle.kernel.http import get
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources
