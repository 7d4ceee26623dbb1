"""Errors to Sentry: exactly what is logged as one, with no more about people than the log has."""

from collections.abc import Callable
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from structlog.types import EventDict

from mingle import __version__
from mingle.kernel import log
from mingle.settings import Settings

FLUSH_SECONDS = 5.0
TAGS = {"request_id", "event", "logger", "task", "job_id"}


def start(settings: Settings) -> Callable[[], object]:
    """Report from now on; what it gives sends what is still waiting.

    Of Sentry's integrations only those that add nothing to an event: others send the command line, on which a
    password may stand, or report every 404, or the same error twice.
    """
    sentry_sdk.init(
        settings.sentry_dsn.get_secret_value(),
        release=__version__,
        environment=settings.mode,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DedupeIntegration(), ExcepthookIntegration(), ThreadingIntegration()],
        max_breadcrumbs=0,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=_drop_quotes,
    )
    log.on_error(_report)
    return lambda: sentry_sdk.flush(timeout=FLUSH_SECONDS)


def _report(facts: EventDict, error: BaseException | None) -> None:
    """Report what a line of the log tells, with the request id that the line has too."""
    with sentry_sdk.new_scope() as scope:
        for name in TAGS & facts.keys():
            scope.set_tag(name, str(facts[name]))
        if error is not None:
            scope.capture_exception(error)
        else:
            scope.capture_message(str(facts["event"]), level="error")


def _drop_quotes(event: Any, _hint: dict[str, Any]) -> Any:
    """PostgreSQL's errors quote values: people's words."""
    for one in event.get("exception", {}).get("values", []):
        if str(one.get("module", "")).startswith("psycopg"):
            one["value"] = log.REDACTED
    return event
