"""The settings of calls: how long they wait (docs/calls.md), who relays media, and who carries it (docs/turn.md)."""

from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from mingle.setting_base import Mode, SettingBase, require_real_secret
from mingle.setting_forms import ORIGIN, Seconds, StunUrls, TurnUrls

_HEX_32 = r"^([0-9a-fA-F]{32})?$"
_NEEDED = {
    "mesh": (),
    "livekit": ("livekit_url", "livekit_key", "livekit_secret"),
    "agora": ("agora_app_id", "agora_certificate"),
}


class CallSettings(SettingBase):
    """Those that calls need; `Settings` has them all."""

    calls_ring_seconds: float = Field(45.0, gt=0, le=600, description="how long a call rings")
    calls_resume_seconds: float = Field(
        20.0, gt=0, le=600, description="how long somebody who lost the connection may come back into their call"
    )
    calls_lease_seconds: float = Field(
        15.0, ge=0.3, le=300, description="how long those in a call on a process that crashed still count as there"
    )
    calls_mesh_limit: int = Field(
        6, ge=2, le=16, description="people in a call where each sends to each; chats of at most so many are rung whole"
    )
    calls_max_seconds: Seconds = Field(
        None, description="after how many seconds a call ends, however many are in it; empty: never"
    )

    turn_urls: TurnUrls = Field(
        [], description="TURN servers (coturn), as turn:turn.example.org:3478?transport=udp, separated by commas"
    )
    turn_secret: SecretStr = Field(
        SecretStr(""), description="coturn's static-auth-secret, which signs the credentials that people get for it"
    )
    turn_credential_seconds: int = Field(
        3600, ge=60, le=86_400, description="how long TURN credentials let somebody begin to relay"
    )
    stun_urls: StunUrls = Field([], description="STUN servers, as stun:stun.example.org:3478, separated by commas")
    twilio_account: str = Field(
        "",
        pattern=r"^(AC[0-9a-f]{32})?$",
        description="the account SID at Twilio whose Network Traversal Service relays, in place of MINGLE_TURN_URLS",
    )
    twilio_token: SecretStr = Field(SecretStr(""), description="the auth token of that account")
    twilio_url: str = Field(
        "https://api.twilio.com", pattern=ORIGIN, description="where its API is; another address is for tests"
    )
    calls_ice_policy: Literal["all", "relay"] = Field(
        "all", description="`relay` sends all media through TURN, so that nobody in a call sees another's address"
    )

    livekit_url: str = Field("", pattern=r"^(wss?://[^\s?#@]+)?$", description="LiveKit's server, as wss://host")
    livekit_key: str = Field("", pattern=r"^\S{0,100}$", description="the API key at LiveKit")
    livekit_secret: SecretStr = Field(SecretStr(""), description="the API secret that belongs to it")
    agora_app_id: str = Field("", pattern=_HEX_32, description="the App ID at Agora, 32 hexadecimal digits")
    agora_certificate: SecretStr = Field(SecretStr(""), description="the App Certificate that belongs to it")
    calls_provider: Literal["mesh", "livekit", "agora"] = Field(
        "mesh", description="who carries media: browsers among themselves (`mesh`), `livekit` or `agora`"
    )
    calls_token_seconds: int = Field(
        600, ge=60, le=86_400, description="how long a token for LiveKit or Agora lets somebody into its call"
    )

    @field_validator("turn_secret")
    @classmethod
    def _lets_people_relay(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        given = secret.get_secret_value()
        if "turn_urls" in info.data and bool(given) is not bool(info.data["turn_urls"]):
            msg = "MINGLE_TURN_URLS and MINGLE_TURN_SECRET (coturn's static-auth-secret) belong together"
            raise ValueError(msg)
        if not given:
            return secret
        if info.data.get("mode") is Mode.PRODUCTION:
            require_real_secret(given, "MINGLE_TURN_SECRET and coturn's static-auth-secret")
        if "secret" in info.data and given == info.data["secret"].get_secret_value():
            msg = "must not be MINGLE_SECRET, which signs everybody in: coturn's machine would hold it"
            raise ValueError(msg)
        return secret

    @field_validator("twilio_token")
    @classmethod
    def _belongs_to_an_account(cls, token: SecretStr, info: ValidationInfo) -> SecretStr:
        if "twilio_account" not in info.data:
            return token
        account = info.data["twilio_account"]
        if bool(token) is not bool(account):
            msg = "MINGLE_TWILIO_ACCOUNT and MINGLE_TWILIO_TOKEN belong together"
            raise ValueError(msg)
        if account and info.data.get("turn_urls"):
            msg = "either Twilio relays or your own servers: set MINGLE_TWILIO_… or MINGLE_TURN_…, not both"
            raise ValueError(msg)
        return token

    @field_validator("calls_ice_policy")
    @classmethod
    def _has_a_relay(cls, policy: str, info: ValidationInfo) -> str:
        if policy == "relay" and not (info.data.get("turn_urls", True) or info.data.get("twilio_account", True)):
            msg = "`relay` needs a TURN server: set MINGLE_TURN_URLS and MINGLE_TURN_SECRET (docs/turn.md)"
            raise ValueError(msg)
        return policy

    @field_validator("agora_certificate")
    @classmethod
    def _is_hexadecimal(cls, certificate: SecretStr) -> SecretStr:
        given = certificate.get_secret_value()
        if given and not (len(given) == 32 and all(one in "0123456789abcdefABCDEF" for one in given)):
            msg = "is no App Certificate: those are 32 hexadecimal digits"
            raise ValueError(msg)
        return certificate

    @field_validator("calls_provider")
    @classmethod
    def _is_set_up(cls, provider: str, info: ValidationInfo) -> str:
        missing = [f"MINGLE_{name.upper()}" for name in _NEEDED[provider] if not info.data.get(name, True)]
        if missing:
            msg = f"`{provider}` needs {' and '.join(missing)}"
            raise ValueError(msg)
        if provider == "livekit" and info.data.get("mode") is Mode.PRODUCTION and "livekit_secret" in info.data:
            require_real_secret(info.data["livekit_secret"].get_secret_value(), "MINGLE_LIVEKIT_SECRET")
            if str(info.data.get("livekit_url", "")).startswith("ws:"):
                msg = "in production, MINGLE_LIVEKIT_URL begins with wss://"
                raise ValueError(msg)
        return provider
