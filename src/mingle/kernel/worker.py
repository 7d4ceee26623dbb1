"""The worker: takes jobs from their rows, tries each three times, and takes over what a dead worker left behind."""

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.worker import Worker as ProcrastinateWorker

from mingle.kernel import metrics
from mingle.kernel.context import WorkContext, work_context
from mingle.kernel.jobs import PRIORITIES, TRIES, Job
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources
from mingle.settings import Settings

log = get_logger(__name__)

RETRY_GROWTH = 6
RECOVERY_LOCK = 0x6D696E67_6C650001  # any number that nothing else locks: "mingle", 1
ERROR_MAX_LENGTH = 2_000
RESTART_PAUSE_SECONDS = 1.0


class GrowingPauses(BaseRetryStrategy):
    """Three tries in all; each pause is six times the one before."""

    def __init__(self, first_pause_seconds: float) -> None:
        self._first_pause = first_pause_seconds

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        if job.attempts + 1 >= TRIES:
            return None
        return RetryDecision(retry_in={"seconds": int(self._first_pause * RETRY_GROWTH**job.attempts)})


class Worker:
    """Runs the jobs of one process until it is cancelled."""

    def __init__(self, resources: Resources, settings: Settings) -> None:
        self._resources = resources
        self._settings = settings
        self._stopping = asyncio.Event()
        self._inner: ProcrastinateWorker | None = None
        self._app = App(
            connector=PsycopgConnector(
                conninfo=settings.database_url, min_size=1, max_size=4, kwargs={"application_name": "mingle worker"}
            ),
            periodic_defaults={"max_delay": 600},
        )
        for kind in resources.jobs.declared:
            self._register(kind)

    async def run(self) -> None:
        """Work until `stop` is called; survive PostgreSQL going away and coming back."""
        async with self._app.open_async():
            recovery = asyncio.create_task(self._recover_again_and_again())
            try:
                while not self._stopping.is_set():
                    await self._work_once()
            finally:
                recovery.cancel()
                with suppress(asyncio.CancelledError):
                    await recovery

    def stop(self) -> None:
        """Take no more jobs; `run` returns once those in hand are done, or put back after ten seconds."""
        self._stopping.set()
        if self._inner is not None:
            self._inner.stop()

    async def _work_once(self) -> None:
        self._inner = ProcrastinateWorker(
            app=self._app,
            queues=self._resources.jobs.queues,
            concurrency=self._settings.job_concurrency,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=self._settings.job_heartbeat_seconds,
            stalled_worker_timeout=self._settings.job_stalled_after_seconds,
            shutdown_graceful_timeout=10,
            worker_middleware=[self._note_outcome],
        )
        try:
            await self._inner.run()
        except (ConnectorException, OSError) as error:
            log.warning("the worker lost PostgreSQL and starts anew", error=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), RESTART_PAUSE_SECONDS)

    def _register(self, kind: Job[...]) -> None:
        async def run(*timestamp: int, arguments: dict[str, Any] | None = None, request_id: str | None = None) -> None:
            del timestamp  # what a periodic job is called with; ours read the clock
            with work_context(WorkContext(request_id) if request_id else WorkContext()):
                await kind.run(self._resources, arguments or {})

        pauses = GrowingPauses(self._settings.job_retry_pause_seconds)
        task = self._app.task(name=kind.name, queue=kind.queue, priority=PRIORITIES.get(kind.queue, 0), retry=pauses)(
            run
        )
        if kind.cron is not None:
            self._app.periodic(cron=kind.cron)(task)

    async def _note_outcome(
        self, call_next: Callable[[], Awaitable[Any]], job_context: JobContext, _worker: ProcrastinateWorker
    ) -> Any:
        task, started, outcome = job_context.job.task_name, time.perf_counter(), "done"
        try:
            return await call_next()
        except Exception as error:
            last_try = job_context.job.attempts + 1 >= TRIES
            outcome = "failed" if last_try else "retried"
            log.exception("job failed", task=task, job_id=job_context.job.id, last_try=last_try)
            await self._remember_error(job_context.job, error)
            raise
        finally:
            seconds = time.perf_counter() - started
            metrics.JOBS.labels(task, outcome).inc()
            metrics.JOB_SECONDS.labels(task).observe(seconds)
            log.info("job", task=task, job_id=job_context.job.id, outcome=outcome, ms=round(seconds * 1000, 1))

    async def _remember_error(self, job: QueuedJob, error: Exception) -> None:
        async with self._resources.db.transaction() as tx:
            await tx.execute(
                "INSERT INTO job_errors (job_id, error, traceback) VALUES (%s, %s, %s)"
                " ON CONFLICT (job_id) DO UPDATE"
                " SET error = excluded.error, traceback = excluded.traceback, failed_at = now()",
                (
                    job.id,
                    f"{type(error).__name__}: {error}"[:ERROR_MAX_LENGTH],
                    "".join(traceback.format_tb(error.__traceback__)),
                ),
            )

    async def _recover_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(self._settings.job_stalled_after_seconds / 2)
            try:
                await self.recover_stalled()
            except Exception:  # whatever went wrong, the next round tries again
                log.exception("could not look for jobs that a dead worker left")

    async def recover_stalled(self) -> None:
        """Put back the jobs of workers that gave no sign of life; one that has killed three workers has failed."""
        manager = self._app.job_manager
        async with self._resources.db.transaction() as tx:
            if not await tx.value("SELECT pg_try_advisory_xact_lock(%s)", (RECOVERY_LOCK,)):
                return
            stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=self._settings.job_stalled_after_seconds)
            for job in stalled:
                log.warning("a worker died with a job", task=job.task_name, job_id=job.id, attempts=job.attempts)
                if job.attempts + 1 >= TRIES:
                    await manager.finish_job(job, Status.FAILED, delete_job=False)
                else:
                    await manager.retry_job(job)
