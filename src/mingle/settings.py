"""Every setting, typed, with its default and one line of doc.

A setting is read from the environment (`MINGLE_PORT`, …) or from a `.env` file in the working folder; a
command-line flag of the same name wins over both.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from mingle.demo_settings import DemoSettings
from mingle.setting_base import Mode, require_real_secret
from mingle.setting_forms import (
    ORIGIN,
    Allowance,
    Database,
    Databases,
    Days,
    LogLevel,
    Networks,
    OidcProvider,
    Origins,
    Rate,
    RateFactor,
    RateRules,
    parse_json,
    require_dsn,
    split_commas,
)

__all__ = ["FeatureName", "Mode", "ProfilePart", "Ranking", "Settings", "require_real_secret"]


class FeatureName(StrEnum):
    """The features an operator may switch on and off."""

    DISCOVERY = "discovery"
    DATES = "dates"
    CONVERSATIONS = "conversations"
    CHATS = "chats"
    CALLS = "calls"
    PAYMENTS = "payments"
    BOTS = "bots"


class ProfilePart(StrEnum):
    """What an operator may ask of a profile."""

    PHOTO = "photo"
    AGE = "age"
    PREFERENCES = "preferences"


class Ranking(StrEnum):
    """By what feeds are ranked."""

    LEARNED = "learned"
    SIMPLE = "simple"


class Settings(DemoSettings):
    """The settings of one process. Fields without a unit in their name say it in their doc."""

    name: str = Field("Mingle", min_length=1, max_length=60, description="what people read as the name of the site")
    public_url: str = Field(
        "http://localhost:8000",
        pattern=ORIGIN,
        description="the address people type, without a path; links in mails and the allowed origin come from it",
    )
    features: Annotated[list[FeatureName], NoDecode, BeforeValidator(split_commas)] = Field(
        list(FeatureName), description="the features that are switched on, separated by commas"
    )

    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    data_dir: Path = Field(Path("var"), description="where files live, and the engines that `mingle up` starts")

    database_url: Database = Field(
        "", repr=False, description="PostgreSQL, as postgresql://user:password@host/database"
    )
    replica_urls: Databases = Field(
        [], repr=False, description="PostgreSQL streaming replicas to read from, separated by commas"
    )
    database_pool_min: int = Field(2, ge=0, le=1000, description="connections a process keeps open to each database")
    database_pool_max: int = Field(
        20, ge=1, le=1000, description="connections a process opens at most to each database"
    )
    database_pool_timeout_seconds: float = Field(5.0, gt=0, description="how long a request waits for a connection")
    valkey_url: str = Field(
        "",
        repr=False,
        pattern=r"^((rediss?|unix)://.+)?$",
        description="Valkey or Redis, as redis://host:6379/0 or unix:///path/to/socket",
    )
    valkey_prefix: str = Field(
        "mingle",
        pattern=r"^([\w-]{1,40}|\{[\w-]{1,38}\})$",
        description="begins every key and channel in Valkey; in braces they share one slot of a cluster",
    )
    storage_url: str = Field(
        "",
        pattern=r"^((file:///|s3://).+)?$",
        description="where files are kept: a file:// folder (default: files in the data folder) or s3://bucket/prefix",
    )
    storage_endpoint: str = Field("", description="the S3 endpoint, where it is not Amazon's")
    storage_region: str = Field("us-east-1", description="the S3 region")
    storage_access_key: SecretStr = Field(SecretStr(""), description="the S3 access key")
    storage_secret_key: SecretStr = Field(SecretStr(""), description="the S3 secret key")

    storage_direct: bool = Field(
        default=True,
        description="whether browsers fetch files from the S3 themselves; if not, they pass through Mingle",
    )
    upload_image_bytes: int = Field(25 * 1024**2, ge=1024, description="the largest picture that is accepted")
    upload_video_bytes: int = Field(200 * 1024**2, ge=1024, description="the largest video that is accepted")
    upload_audio_bytes: int = Field(50 * 1024**2, ge=1024, description="the largest audio that is accepted")
    upload_file_bytes: int = Field(100 * 1024**2, ge=1024, description="the largest other file that is accepted")
    upload_files_a_day: int = Field(1000, ge=1, description="files that a person may upload in a day")
    upload_bytes_a_day: int = Field(4 * 1024**3, ge=1024, description="bytes that a person may upload in a day")
    screen_pictures: Literal["off", "nudity"] = Field(
        "off",
        description="whether a model looks at pictures first: `nudity` (needs mingle[screening], 140 MB of memory)",
    )
    clamd_url: str = Field(
        "",
        pattern=r"^((tcp://[^/\s]+|unix:///\S+))?$",
        description="ClamAV's daemon, as tcp://host:3310 or unix:///path/to/socket; empty: no virus scanning",
    )

    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="the mail server, as smtp://user:password@host:587 (smtps:// for TLS from the first byte); "
        "empty: mails are written into the data folder",
    )
    mail_from: str = Field(
        "mingle@localhost", pattern=r"^[^@\s]+@[^@\s]+$", description="the address that mails come from"
    )

    oidc_providers: Annotated[list[OidcProvider], NoDecode, BeforeValidator(parse_json)] = Field(
        [],
        repr=False,
        description="who else vouches for people, as a JSON list of OpenID Connect providers (docs/accounts.md)",
    )
    sms_account: str = Field(
        "", description="the account SID at Twilio; empty: in production, no text messages are sent"
    )
    sms_token: SecretStr = Field(SecretStr(""), description="the auth token at Twilio")
    sms_from: str = Field(
        "",
        pattern=r"^(\+[1-9]\d{6,14}|MG[0-9a-f]{32})?$",
        description="Twilio's number or messaging service to send from",
    )
    sms_url: str = Field(
        "https://api.twilio.com", pattern=ORIGIN, description="where Twilio's API is; another address is for tests"
    )

    profile_requires: Annotated[list[ProfilePart], NoDecode, BeforeValidator(split_commas)] = Field(
        list(ProfilePart), description="what a profile must have before others see it, separated by commas"
    )
    photo_judge_url: str = Field(
        "",
        pattern=r"^(https?://[^\s#@]+)?$",
        description="a service of yours that compares selfies with photos before moderators do; empty: none",
    )
    photo_judge_secret: SecretStr = Field(SecretStr(""), description="signs what that service is asked")
    directory: bool = Field(default=False, description="whether everybody can leaf through everybody")

    discovery_likes_a_day: Allowance = Field(
        200, description="likes that a person may give in a day; empty: any number"
    )
    discovery_superlikes_a_day: Allowance = Field(
        5, description="superlikes that a person may give in a day; empty: any number"
    )
    discovery_rewinds_a_day: Allowance = Field(
        20, description="judgements that a person may take back in a day; empty: any number"
    )
    discovery_pass_days: Days = Field(
        90, description="after how many days somebody who was passed on may be shown again; empty: never"
    )
    discovery_later_days: Days = Field(
        3, description="after how many days somebody who was put off is shown again; empty: never"
    )
    discovery_unmatch_days: Days = Field(
        None, description="after how many days those whose match has ended may meet again; empty: never"
    )

    discovery_ranking: Ranking = Field(
        Ranking.LEARNED, description="what orders feeds: `learned` from what people decide, or a `simple` rule"
    )

    job_concurrency: int = Field(10, ge=1, le=1000, description="jobs a worker runs at the same time")
    job_retry_pause_seconds: float = Field(
        10.0, ge=0, description="the pause before a job's second try; then it grows sixfold"
    )
    job_stalled_after_seconds: float = Field(
        60.0, ge=1, description="a worker that has given no sign for so long is taken for dead, and its jobs begin anew"
    )
    job_heartbeat_seconds: float = Field(10.0, gt=0, description="how often a worker gives a sign of life")

    allowed_origins: Origins = Field([], description="other origins whose pages may call the API, separated by commas")
    trusted_proxies: Networks = Field(
        [], description="addresses or networks of the proxies whose X-Forwarded-For is believed"
    )
    max_body_bytes: int = Field(1024 * 1024, ge=1024, description="the longest request body, uploads aside")
    rate_limits: bool = Field(default=True, description="whether requests are counted and limited")
    rate_limit_signed_out: Rate = Field(
        "50/10 seconds", description="requests from one address while signed out, as `50/10 seconds`"
    )
    rate_limit_signed_in: Rate = Field(
        "300/10 seconds", description="requests from one person while signed in, as `300/10 seconds`"
    )
    rate_limit_rules: RateRules = Field(
        [], description="other limits by name, separated by commas, as `registration=20/hour,reset=5/hour`"
    )
    rate_limit_factor: RateFactor = Field(
        1, description="how many times the limits of single doors (sign-in, codes) are raised"
    )

    socket_events_per_second: float = Field(
        50.0, gt=0, description="events a socket may go on sending; four times as many at once"
    )
    socket_handshakes: Rate = Field(
        "600/10 seconds", description="sockets that one address may open at a process, as `600/10 seconds`"
    )
    socket_handover_dir: Path | None = Field(
        None, description="where processes of this machine give each other sockets; `serve --workers` makes one"
    )
    presence_lease_seconds: float = Field(
        30.0, ge=0.3, le=45, description="how long those who were on a process that crashed still count as online"
    )

    chats_typing_seconds: float = Field(
        6.0, gt=0, le=60, description="after how long without another word somebody has stopped writing"
    )
    chats_compare_seconds: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="how often sockets are told how far their chats are, should they have missed it",
    )

    link_previews: bool = Field(
        default=True, description="whether the server fetches the pages that messages link to, to show what they are"
    )
    message_retention_days: int | None = Field(
        None, ge=1, le=36500, description="after how many days messages are deleted; without it they are kept"
    )

    log_level: LogLevel = Field("info", description="the least that is logged")
    log_format: Literal["auto", "json", "console"] = Field("auto", description="`auto` is json in production")
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="who sends it as a bearer token reads /metrics; without one, only this machine in development",
    )
    worker_metrics_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="where `mingle worker` shows its numbers, at MINGLE_HOST and without a token; 0: nowhere",
    )
    otlp_endpoint: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="an OpenTelemetry collector, as http://host:4318 (OTLP over HTTP); empty: no traces",
    )
    sentry_dsn: Annotated[SecretStr, AfterValidator(require_dsn)] = Field(
        SecretStr(""), description="where errors are reported, as https://key@host/project; empty: nowhere"
    )
    web_dir: Path | None = Field(None, description="the built web app; default: the one that comes with the program")

    # Each at its field, not at the whole, so that they are told together with what else is wrong.
    @field_validator("database_pool_max")
    @classmethod
    def _has_room(cls, most: int, info: ValidationInfo) -> int:
        if most < info.data.get("database_pool_min", 0):
            msg = "must not be less than MINGLE_DATABASE_POOL_MIN"
            raise ValueError(msg)
        return most

    @field_validator("sms_from")
    @classmethod
    def _can_send(cls, sender: str, info: ValidationInfo) -> str:
        given = [bool(sender), bool(info.data.get("sms_account")), bool(info.data.get("sms_token"))]
        if any(given) and not all(given):
            msg = "MINGLE_SMS_ACCOUNT, MINGLE_SMS_TOKEN and MINGLE_SMS_FROM belong together"
            raise ValueError(msg)
        return sender

    @field_validator("oidc_providers")
    @classmethod
    def _are_distinct_and_safe(cls, providers: list[OidcProvider], info: ValidationInfo) -> list[OidcProvider]:
        for kind in ("id", "token_issuer"):
            values = [getattr(one, kind) for one in providers]
            if len(set(values)) < len(values):
                msg = f"no two providers may have the same {kind.removeprefix('token_')}"
                raise ValueError(msg)
        plain = [one.id for one in providers if one.issuer.startswith("http:") or one.jwks_url.startswith("http:")]
        if plain and info.data.get("mode") is Mode.PRODUCTION:
            msg = f"in production, providers are spoken to over https: {', '.join(plain)}"
            raise ValueError(msg)
        return providers

    @property
    def has_sms(self) -> bool:
        """Whether text messages reach people: over Twilio, or in development as a line of the log."""
        return bool(self.sms_account) or not self.is_production

    @property
    def rate_limits_by_name(self) -> dict[str, str]:
        """The rates that `rate_limit_rules` gives to limits."""
        return {name.strip(): rate.strip() for name, _, rate in (rule.partition("=") for rule in self.rate_limit_rules)}

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose pages may call the API, the site's own included."""
        return frozenset({self.public_url, *self.allowed_origins})
