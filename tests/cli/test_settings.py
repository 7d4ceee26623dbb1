"""Settings: each explained, each refused in words that name it, from the environment, a `.env` file or a flag."""

from pathlib import Path

import pytest

from mingle.cli.laptop import LaptopSettings
from mingle.cli.options import SettingsError, load_settings
from mingle.kernel.ratelimit import RateLimit
from mingle.settings import FeatureName, Mode, Settings

SECRET = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no `.env` file but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MINGLE_{name.upper()}", raising=False)


def test_every_setting_is_explained() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert not field.description.endswith("."), name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "70000"), ("port", "many"), ("mode", "careless"), ("name", ""), ("public_url",
         "https://a.example/path"),
        ("public_url", "a.example"), ("features", "discovery,karaoke"), ("database_pool_min", "-1"),
        ("valkey_url", "localhost"), ("storage_url", "ftp://files"), ("storage_url", "file://relative"),
        ("trusted_proxies", "everybody"), ("trusted_proxies", "10.0.0.0/8,nobody"), ("allowed_origins", "*"),
        ("rate_limit_signed_out", "often"), ("rate_limit_signed_in", "0/minute"), ("log_level", "loud"),
        ("max_body_bytes", "1"), ("public_url", "https://a.example/"), ("public_url", "https://a.example;x"),
        ("public_url", "https://u:p@a.example"), ("trusted_proxies", "*"), ("otlp_endpoint", "localhost:4318"),
        ("sentry_dsn", "https://host/1"), ("rate_limit_signed_out", "5/eon"),
        ("rate_limit_rules", "registration"), ("rate_limit_rules", "registration=often"), ("rate_limit_factor", "0"),
        ("valkey_prefix", "a b"), ("rate_limits", "perhaps"), ("discovery_likes_a_day", "-1"),
        ("discovery_pass_days", "0"), ("discovery_later_days", "soon"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Settings, LaptopSettings])
def test_a_bad_value_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, kind: type[Settings], name: str, value: str
) -> None:
    monkeypatch.setenv("MINGLE_SECRET", SECRET)
    monkeypatch.setenv(f"MINGLE_{name.upper()}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings(kind)
    assert str(caught.value).startswith(f"MINGLE_{name.upper()}: ")
    assert "pattern" not in str(caught.value)


def test_every_bad_value_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {"SECRET": "short", "PORT": "x", "DATABASE_URL": "x", "DATABASE_POOL_MAX": "1", "LOG_LEVEL": "x"}
    for name, value in bad.items():
        monkeypatch.setenv(f"MINGLE_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings(Settings)
    assert [line.partition(": ")[0] for line in str(caught.value).splitlines()] == [f"MINGLE_{name}" for name in bad]


def test_a_pool_has_room_for_what_it_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGLE_DATABASE_POOL_MIN", "30")
    with pytest.raises(SettingsError, match="MINGLE_DATABASE_POOL_MAX: must not be less"):
        load_settings(LaptopSettings)


@pytest.mark.parametrize(
    "secret",
    ["", "short", "a" * 64, "abcabc" * 12, "change-me-" * 5, "0123456789abcdef-secret-0123456789",
     "Password0123456789" * 3,
     "insecure-development-0123456789abcdef", "EXAMPLE-0123456789-0123456789-abcdef"],
)  # fmt: skip
def test_production_refuses_a_secret_that_is_none(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("MINGLE_SECRET", secret)
    with pytest.raises(SettingsError, match="MINGLE_SECRET") as caught:
        load_settings(Settings)
    assert not secret or secret not in str(caught.value)
    assert load_settings(LaptopSettings).mode is Mode.DEVELOPMENT


@pytest.mark.parametrize(
    ("name", "value"),
    [("database_url", "postgresql:/u:canary@host/d"), ("replica_urls", "postgresql://h/d,pasword=canary"),
     ("sentry_dsn", "canary"), ("secret", "canary")],
)  # fmt: skip
def test_what_is_refused_is_not_quoted(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("MINGLE_SECRET", SECRET)
    monkeypatch.setenv(f"MINGLE_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"MINGLE_{name.upper()}: ") as caught:
        load_settings(Settings)
    assert "canary" not in str(caught.value)


def test_no_form_of_the_settings_shows_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "secret": SECRET + "canary", "metrics_token": "canary", "storage_access_key": "canary",
        "storage_secret_key": "canary", "sentry_dsn": "https://canary@host/1",
        "database_url": "postgresql://u:canary@host/d", "replica_urls": "postgresql://u:canary@host/d",
        "valkey_url": "redis://:canary@host",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"MINGLE_{name.upper()}", value)
    settings = load_settings(Settings)
    assert "canary" not in repr(settings)
    assert "canary" not in str(settings)


@pytest.mark.parametrize("amount", ["1", "50"])
@pytest.mark.parametrize("window", ["second", "10 seconds", "minute", "2 hours", "day"])
def test_every_rate_that_is_taken_can_be_counted(monkeypatch: pytest.MonkeyPatch, amount: str, window: str) -> None:
    monkeypatch.setenv("MINGLE_RATE_LIMIT_SIGNED_OUT", f"{amount}/{window}")
    settings = load_settings(LaptopSettings)
    limit = RateLimit("some", settings.rate_limit_signed_out, counts="local", fails="open")
    assert limit.item.amount == int(amount)


def test_a_real_secret_is_taken_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGLE_SECRET", SECRET)
    settings = load_settings(Settings)
    assert settings.is_production
    assert settings.secret.get_secret_value() == SECRET
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("name", ["discovery_likes_a_day", "discovery_pass_days"])
def test_what_may_be_without_end_is_so_where_it_is_empty(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("MINGLE_SECRET", SECRET)
    assert getattr(load_settings(Settings), name) is not None
    monkeypatch.setenv(f"MINGLE_{name.upper()}", "")
    assert getattr(load_settings(Settings), name) is None


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGLE_FEATURES", "chats, dates,")
    monkeypatch.setenv("MINGLE_ALLOWED_ORIGINS", "https://a.example,http://b.example:81")
    monkeypatch.setenv("MINGLE_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    settings = load_settings(LaptopSettings, public_url="https://own.example")
    assert settings.features == [FeatureName.CHATS, FeatureName.DATES]
    assert settings.origins == {"https://own.example", "https://a.example", "http://b.example:81"}
    assert settings.trusted_proxies == ["10.0.0.0/8", "::1"]


def test_a_flag_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("MINGLE_PORT=1001\nMINGLE_NAME='From the file'\nSOMETHING_ELSE=1\n")
    assert load_settings(LaptopSettings).port == 1001
    monkeypatch.setenv("MINGLE_PORT", "1002")
    settings = load_settings(LaptopSettings)
    assert (settings.port, settings.name) == (1002, "From the file")
    assert load_settings(LaptopSettings, port=1003, name=None).port == 1003


def test_a_laptop_is_generous_but_may_be_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(LaptopSettings).rate_limit_signed_out == "1000/10 seconds"
    monkeypatch.setenv("MINGLE_RATE_LIMIT_SIGNED_OUT", "5/minute")
    assert load_settings(LaptopSettings).rate_limit_signed_out == "5/minute"
