"""Who carries the media of a call: the browsers themselves, or a service of others that lets people in by a token.

Tokens are arithmetic: nobody is asked, and nothing is kept. Each is for one person and one call, and short: whoever has
left or was removed gets no next one (`token_flows`).
"""

from mingle.features.calls.providers.agora import Agora
from mingle.features.calls.providers.contract import MediaPass, MediaProvider, Mesh
from mingle.features.calls.providers.livekit import LiveKit
from mingle.settings import Settings

__all__ = ["MediaPass", "MediaProvider", "open_provider"]


def open_provider(settings: Settings) -> MediaProvider:
    """The one that the settings name."""
    seconds = settings.calls_token_seconds
    match settings.calls_provider:
        case "livekit":
            secret = settings.livekit_secret.get_secret_value()
            return LiveKit(settings.livekit_url, settings.livekit_key, secret, seconds)
        case "agora":
            return Agora(settings.agora_app_id, settings.agora_certificate.get_secret_value(), seconds)
        case "mesh":
            return Mesh()
