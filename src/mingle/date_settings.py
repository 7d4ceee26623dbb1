"""The settings of dates: how long they may be, how soon again, and who sees whom (docs/dates.md)."""

from pydantic import Field, ValidationInfo, field_validator

from mingle.call_settings import CallSettings


class DateSettings(CallSettings):
    """Those that dates need; `Settings` has them all."""

    dates_min_seconds: int = Field(60, ge=10, le=86_400, description="the shortest date that may be wished for")
    dates_max_seconds: int = Field(
        1800, ge=10, le=86_400, description="the longest date, with all by which the two extend it"
    )
    dates_usual_seconds: int = Field(300, ge=10, le=86_400, description="how long a date is that nobody has wished for")
    dates_invitation_seconds: float = Field(30.0, gt=0, le=600, description="how long an invitation rings")
    dates_cooldown_hours: float = Field(
        24.0, ge=0, le=8760, description="how long two people who have met on a date do not meet on another one"
    )
    dates_flow_seconds: float = Field(
        10.0, ge=0, le=120, description="how long the clock of a date waits at most until both see each other"
    )
    dates_messages_hours: float = Field(
        168.0, gt=0, le=87_600, description="how long what was said in the room of a date is kept after its end"
    )
    dates_blur: bool = Field(
        default=False, description="whether video on a date is blurred until both have agreed to be seen"
    )

    @field_validator("dates_max_seconds", "dates_usual_seconds")
    @classmethod
    def _is_in_range(cls, seconds: int, info: ValidationInfo) -> int:
        if seconds < info.data.get("dates_min_seconds", 0):
            msg = "must not be less than MINGLE_DATES_MIN_SECONDS"
            raise ValueError(msg)
        if seconds > info.data.get("dates_max_seconds", seconds):
            msg = "must not be more than MINGLE_DATES_MAX_SECONDS"
            raise ValueError(msg)
        return seconds
