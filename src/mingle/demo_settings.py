"""The settings of demo people, whom only `mingle up --demo` brings to life (docs/demo.md)."""

from pydantic import Field

from mingle.lobby_settings import LobbySettings


class DemoSettings(LobbySettings):
    """Those that demo people need; `Settings` has them all."""

    demo_people: int = Field(500, ge=1, le=10_000, description="how many demo people `mingle up --demo` makes")
    demo_live: int = Field(
        40,
        ge=0,
        le=500,
        description="how many of them are simulated: online, and do something; the others are only seen",
    )
    demo_pace: float = Field(
        1.0,
        ge=0,
        le=100,
        description="how long simulated people take before they do something: 0 at once, 2 twice as long",
    )
