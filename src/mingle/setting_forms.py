"""The forms that settings may have, each refused in words where it does not hold."""

import json
import re
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)
from pydantic_settings import NoDecode


def split_commas(value: object) -> object:
    """The parts of a list that is written in one line."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def parse_json(value: object) -> object:
    """What a setting holds; the decoder's own error would quote it, client secrets and all."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value or "[]")
    except ValueError:
        msg = 'is not JSON: it is a list, as [] or [{"id": "…", …}]'
        raise ValueError(msg) from None


def _require_networks(value: list[str]) -> list[str]:
    for network in value:
        ip_network(network, strict=False)
    return value


def _require_origins(value: list[str]) -> list[str]:
    for origin in value:
        if not re.fullmatch(ORIGIN, origin):
            msg = f"{origin} is no origin: it is written https://example.org, without a path or a star"
            raise ValueError(msg)
    return value


def _require_database(url: str) -> str:
    """See that it can be read; psycopg's own error would quote it, password and all."""
    import psycopg  # noqa: PLC0415  # slow, and many commands do without
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        conninfo_to_dict(url)
    except psycopg.Error:
        msg = "is no address of PostgreSQL: it is written postgresql://user:password@host/database"
        raise ValueError(msg) from None
    return url


def _require_databases(urls: list[str]) -> list[str]:
    return [_require_database(url) for url in urls]


def require_dsn(dsn: SecretStr) -> SecretStr:
    """See that it is an address of Sentry's, or none."""
    if not re.fullmatch(r"(https?://[^\s@/]+@[^\s@/]+/(\S+/)?\d+)?", dsn.get_secret_value()):
        msg = "is no address of Sentry's: it is written https://key@host/project"
        raise ValueError(msg)
    return dsn


ORIGIN = r"^https?://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$"
CommaSeparated = Annotated[list[str], NoDecode, BeforeValidator(split_commas)]
Networks = Annotated[CommaSeparated, AfterValidator(_require_networks)]
Origins = Annotated[CommaSeparated, AfterValidator(_require_origins)]
Database = Annotated[str, AfterValidator(lambda url: _require_database(url) if url else url)]
Databases = Annotated[CommaSeparated, AfterValidator(_require_databases)]
_RATE = r"^[1-9]\d{0,8}/([1-9]\d{0,5} )?(second|minute|hour|day)s?$"
Rate = Annotated[str, StringConstraints(pattern=_RATE)]
_RULE = re.compile(r"([a-z_]+)\s*=\s*(.+)")


def _require_rates(rules: list[str]) -> list[str]:
    for rule in rules:
        found = _RULE.fullmatch(rule)
        if found is None or re.fullmatch(_RATE, found[2]) is None:
            msg = f"{rule} is no limit: it is written registration=20/hour"
            raise ValueError(msg)
    return rules


RateFactor = Annotated[int, Field(ge=1, le=10_000)]
RateRules = Annotated[CommaSeparated, AfterValidator(_require_rates)]
_HOST = r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?"
MOST_ICE_URLS = 8
"""Browsers ask each of them before a call; more make calls begin later."""


def _require_ice_urls(urls: list[str], form: str, example: str) -> list[str]:
    for url in urls:
        if not re.fullmatch(form, url):
            msg = f"{url} is no such address: it is written {example}"
            raise ValueError(msg)
    if len(urls) > MOST_ICE_URLS:
        msg = f"are at most {MOST_ICE_URLS}: browsers ask each of them before a call"
        raise ValueError(msg)
    return urls


def _require_turn_urls(urls: list[str]) -> list[str]:
    form = rf"turns?:{_HOST}(\?transport=(udp|tcp))?"
    return _require_ice_urls(urls, form, "turn:turn.example.org:3478?transport=udp (RFC 7065)")


def _require_stun_urls(urls: list[str]) -> list[str]:
    return _require_ice_urls(urls, rf"stuns?:{_HOST}", "stun:stun.example.org:3478 (RFC 7064)")


TurnUrls = Annotated[CommaSeparated, AfterValidator(_require_turn_urls)]
StunUrls = Annotated[CommaSeparated, AfterValidator(_require_stun_urls)]
LogLevel = Literal["debug", "info", "warning", "error"]


def _none_where_empty(value: object) -> object:
    """The environment knows no null."""
    return None if value == "" else value


Allowance = Annotated[Annotated[int, Field(ge=0, le=1_000_000)] | None, BeforeValidator(_none_where_empty)]
Days = Annotated[Annotated[int, Field(ge=1, le=36_500)] | None, BeforeValidator(_none_where_empty)]
Seconds = Annotated[Annotated[int, Field(ge=1, le=604_800)] | None, BeforeValidator(_none_where_empty)]

FIREBASE_ISSUER = "https://securetoken.google.com/"
FIREBASE_KEYS = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"


class OidcProvider(BaseModel):
    """One entry of MINGLE_OIDC_PROVIDERS: somebody who vouches for people (docs/accounts.md tells of each field)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")
    name: str = Field(min_length=1, max_length=40)
    kind: Literal["oidc", "firebase"] = "oidc"
    issuer: str = Field(default="", pattern=r"^(https?://[^\s?#@]+)?$")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    project: str = Field(default="", pattern=r"^[a-z0-9-]{0,60}$")
    jwks_url: str = Field(default="", pattern=r"^(https?://[^\s#@]+)?$")

    @model_validator(mode="after")
    def _is_whole(self) -> "OidcProvider":
        needed = ("project",) if self.kind == "firebase" else ("issuer", "client_id")
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            msg = f"provider {self.id}: {' and '.join(missing)} must be given"
            raise ValueError(msg)
        if self.kind == "oidc" and "openid" not in self.scopes:
            msg = f"provider {self.id}: scopes must hold openid"
            raise ValueError(msg)
        return self

    @property
    def token_issuer(self) -> str:
        """Who signs its ID tokens; together with the subject it is what an identity is known by."""
        return FIREBASE_ISSUER + self.project if self.kind == "firebase" else self.issuer

    @property
    def audience(self) -> str:
        """For whom its ID tokens must be."""
        return self.project if self.kind == "firebase" else self.client_id
