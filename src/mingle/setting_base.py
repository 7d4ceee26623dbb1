"""What every part of the settings builds on: how careful the program is, and its secret."""

from enum import StrEnum

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_MIN_LENGTH = 32
SECRET_MIN_CHARACTERS = 8
# Values that stand in examples and tutorials: known to everybody, so they protect nobody.
KNOWN_SECRETS = ("change", "secret", "example", "insecure", "default", "password", "development")


class Mode(StrEnum):
    """How careful the program is: `development` explains itself, `production` gives nothing away."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def require_real_secret(secret: str, name: str = "MINGLE_SECRET") -> None:
    """Refuse a secret that is missing, short or known from an example.

    Raises:
        ValueError: in words that say what to do.
    """
    is_long = len(secret) >= SECRET_MIN_LENGTH and len(set(secret)) >= SECRET_MIN_CHARACTERS
    if not is_long or any(word in secret.lower() for word in KNOWN_SECRETS):
        msg = (
            f"production needs a secret of its own, {SECRET_MIN_LENGTH} characters or longer: "
            f"set {name} to what `openssl rand -hex 32` prints"
        )
        raise ValueError(msg)


class SettingBase(BaseSettings):
    """The beginning of the settings: those that come later are judged by these."""

    model_config = SettingsConfigDict(
        env_prefix="MINGLE_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,  # what was given may hold a password
    )

    mode: Mode = Field(Mode.PRODUCTION, description="`production`, or `development` (what `mingle up` sets)")
    secret: SecretStr = Field(
        SecretStr(""), description="signs tokens and links; at least 32 characters, never one from an example"
    )

    # Each at its field, not at the whole, so that they are told together with what else is wrong.
    @field_validator("secret")
    @classmethod
    def _is_real_in_production(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.data.get("mode") is Mode.PRODUCTION:
            require_real_secret(secret.get_secret_value())
        return secret

    @property
    def is_production(self) -> bool:
        """Whether nothing may be given away."""
        return self.mode is Mode.PRODUCTION
