"""Settings of calls: a relay that is half set up, or anybody's, is refused in words that say what is wrong."""

from pathlib import Path
from typing import cast

import pytest

from mingle.cli.laptop import LaptopSettings
from mingle.cli.options import SettingsError, load_settings
from mingle.settings import Settings

SECRET = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 2
TURN = "turn:turn.example.org:3478?transport=udp,turns:[2001:db8::1]:5349?transport=tcp,turn:turn.example.org"
ACCOUNT = "AC" + "0" * 32
HEX = "970CA35de60c44645bbae8a215061b33"
LIVEKIT = {"CALLS_PROVIDER": "livekit", "LIVEKIT_URL": "wss://a.example", "LIVEKIT_KEY": "k", "LIVEKIT_SECRET": OTHER}
AGORA = {"CALLS_PROVIDER": "agora", "AGORA_APP_ID": HEX, "AGORA_CERTIFICATE": HEX}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no `.env` file but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MINGLE_{name.upper()}", raising=False)
    monkeypatch.setenv("MINGLE_SECRET", SECRET)


def give(monkeypatch: pytest.MonkeyPatch, **given: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"MINGLE_{name}", value)


@pytest.mark.parametrize(
    "given",
    [
        {}, {"TURN_URLS": TURN, "TURN_SECRET": OTHER}, {"TURN_URLS": "", "TURN_SECRET": ""},
        {"TURN_URLS": TURN, "TURN_SECRET": OTHER, "CALLS_ICE_POLICY": "relay"},
        {"STUN_URLS": "stun:a.example, stuns:b.example:5349"},
        {"TWILIO_ACCOUNT": ACCOUNT, "TWILIO_TOKEN": "t", "CALLS_ICE_POLICY": "relay"}, LIVEKIT, AGORA,
    ],
    ids=["nothing", "coturn", "emptied", "relay", "stun", "twilio", "livekit", "agora"],
)  # fmt: skip
def test_what_is_whole_is_taken(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    give(monkeypatch, **given)
    settings = load_settings(Settings)
    assert len(settings.turn_urls) == (3 if given.get("TURN_URLS") else 0)
    assert OTHER not in repr(settings)
    assert HEX not in repr(settings).replace(settings.agora_app_id or "-", "")


@pytest.mark.parametrize(
    "secret",
    ["north", "short", "a" * 64, "change-me-" * 5, "0123456789abcdef-secret-0123456789",
     "EXAMPLE-0123456789-0123456789"],
)  # fmt: skip
def test_production_refuses_a_turn_secret_that_is_none(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    give(monkeypatch, TURN_URLS=TURN, TURN_SECRET=secret)
    with pytest.raises(SettingsError, match=r"^MINGLE_TURN_SECRET: ") as caught:
        load_settings(Settings)
    assert "set MINGLE_TURN_SECRET and coturn's static-auth-secret to what `openssl rand -hex 32` prints" in str(
        caught.value
    )
    assert secret not in str(caught.value).replace("static-auth-secret", "")
    assert load_settings(LaptopSettings).turn_urls


@pytest.mark.parametrize("kind", [Settings, LaptopSettings])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"TURN_URLS": TURN}, "MINGLE_TURN_SECRET: .*belong together"),
        ({"TURN_SECRET": OTHER}, "MINGLE_TURN_SECRET: .*belong together"),
        ({"TURN_URLS": TURN, "TURN_SECRET": SECRET}, "MINGLE_TURN_SECRET: must not be MINGLE_SECRET"),
        ({"TURN_URLS": "turn.example.org", "TURN_SECRET": OTHER}, "MINGLE_TURN_URLS: turn.example.org is no such"),
        ({"TURN_URLS": "stun:a.example", "TURN_SECRET": OTHER}, "MINGLE_TURN_URLS: "),
        ({"TURN_URLS": "turn:u:p@a.example", "TURN_SECRET": OTHER}, "MINGLE_TURN_URLS: "),
        ({"TURN_URLS": "turn:a.example?transport=tls", "TURN_SECRET": OTHER}, "MINGLE_TURN_URLS: "),
        ({"TURN_URLS": ",".join(["turn:a.example"] * 9), "TURN_SECRET": OTHER}, "MINGLE_TURN_URLS: are at most 8"),
        ({"STUN_URLS": "turn:a.example"}, "MINGLE_STUN_URLS: turn:a.example is no such"),
        ({"STUN_URLS": "stun:a.example?transport=udp"}, "MINGLE_STUN_URLS: "),
        ({"TURN_CREDENTIAL_SECONDS": "59"}, "MINGLE_TURN_CREDENTIAL_SECONDS: "),
        ({"TURN_CREDENTIAL_SECONDS": "86401"}, "MINGLE_TURN_CREDENTIAL_SECONDS: "),
        ({"CALLS_ICE_POLICY": "relay"}, "MINGLE_CALLS_ICE_POLICY: `relay` needs a TURN server"),
        ({"CALLS_ICE_POLICY": "none"}, "MINGLE_CALLS_ICE_POLICY: "),
        ({"TWILIO_ACCOUNT": "mara", "TWILIO_TOKEN": "t"}, "MINGLE_TWILIO_ACCOUNT: does not have the right form"),
        ({"TWILIO_ACCOUNT": ACCOUNT}, "MINGLE_TWILIO_TOKEN: .*belong together"),
        ({"TWILIO_TOKEN": "t"}, "MINGLE_TWILIO_TOKEN: .*belong together"),
        ({"TURN_URLS": TURN, "TURN_SECRET": OTHER, "TWILIO_ACCOUNT": ACCOUNT, "TWILIO_TOKEN": "t"},
         "MINGLE_TWILIO_TOKEN: either Twilio relays or your own servers"),
        ({"CALLS_PROVIDER": "zoom"}, "MINGLE_CALLS_PROVIDER: "),
        ({"CALLS_PROVIDER": "livekit"},
         "MINGLE_CALLS_PROVIDER: `livekit` needs MINGLE_LIVEKIT_URL and MINGLE_LIVEKIT_KEY and MINGLE_LIVEKIT_SECRET"),
        ({"CALLS_PROVIDER": "agora", "AGORA_APP_ID": HEX}, "MINGLE_CALLS_PROVIDER: `agora` needs MINGLE_AGORA_CERT"),
        ({**AGORA, "AGORA_APP_ID": "x"}, "MINGLE_AGORA_APP_ID: does not have the right form"),
        ({**AGORA, "AGORA_CERTIFICATE": "g" * 32}, "MINGLE_AGORA_CERTIFICATE: is no App Certificate"),
        ({**LIVEKIT, "LIVEKIT_URL": "https://a.example"}, "MINGLE_LIVEKIT_URL: does not have the right form"),
        ({"CALLS_TOKEN_SECONDS": "5"}, "MINGLE_CALLS_TOKEN_SECONDS: "),
    ],
    ids=lambda value: ",".join(cast("dict[str, str]", value)) if isinstance(value, dict) else None,
)  # fmt: skip
def test_what_is_not_whole_is_told(
    monkeypatch: pytest.MonkeyPatch, kind: type[Settings], given: dict[str, str], said: str
) -> None:
    give(monkeypatch, **given)
    with pytest.raises(SettingsError, match=f"^{said}") as caught:
        load_settings(kind)
    assert len(str(caught.value).splitlines()) == 1, "one mistake, one line"
    for secret in (SECRET, OTHER):
        assert secret not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [({"LIVEKIT_SECRET": "secret"}, "set MINGLE_LIVEKIT_SECRET"), ({"LIVEKIT_URL": "ws://a.example"}, "wss://")],
    ids=["development secret", "unencrypted"],
)
def test_production_speaks_to_livekit_in_earnest(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    give(monkeypatch, **{**LIVEKIT, **given})
    with pytest.raises(SettingsError, match=f"^MINGLE_CALLS_PROVIDER: .*{said}"):
        load_settings(Settings)
    assert load_settings(LaptopSettings).calls_provider == "livekit"
