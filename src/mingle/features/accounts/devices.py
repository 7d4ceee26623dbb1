"""What people call a device: "Firefox on Linux"."""

from functools import lru_cache

from ua_parser import parse

from mingle.features.accounts.models import Device

COMMAND_LINE = Device("this server", "mingle")


@lru_cache(maxsize=4096)
def device_name(user_agent: str) -> str:
    """The browser and system that a User-Agent header tells of (RFC 9110, section 10.1.5), as far as it is known."""
    if user_agent == COMMAND_LINE.user_agent:
        return "The command line"
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent is not None else ""
    system = found.os.family if found.os is not None else ""
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "An unknown device"
