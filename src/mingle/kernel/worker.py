"""The worker: takes jobs from their rows, tries each three times, and takes over what a dead worker left behind."""

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.worker import Worker as ProcrastinateWorker

from mingle.kernel import metrics
from mingle.kernel.context import WorkContext, work_context
from mingle.kernel.errors import Unavailable
from mingle.kernel.jobs import PRIORITIES, TRIES, Job
from mingle.kernel.log import describe, get_logger
from mingle.kernel.resources import Resources
from mingle.settings import Settings

log = get_logger(__name__)

RETRY_GROWTH = 6
RECOVERY_LOCK = 0x6D696E67_6C650001  # any number that nothing else locks: "mingle", 1
ERROR_MAX_LENGTH = 2_000
RESTART_PAUSE_SECONDS = 1.0
POLL_SECONDS = 1.0
GRACE_SECONDS = 10.0
END_SECONDS = 15.0
CONNECT_SECONDS = 5.0
PERIODIC_MAX_DELAY_SECONDS = 600
"""A periodic job that nobody was there to run is made up for if it is not older than this."""


class GrowingPauses(BaseRetryStrategy):
    """Three tries in all; each pause is six times the one before. What a stopping worker puts back waits for none."""

    def __init__(self, first_pause_seconds: float) -> None:
        self._first_pause = first_pause_seconds

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """When the job is tried again, or None: it has failed."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        if job.attempts + 1 >= TRIES:
            return None
        return RetryDecision(retry_in={"seconds": int(self._first_pause * RETRY_GROWTH**job.attempts)})


class Worker:
    """Runs the jobs of one process until it is stopped.

    Args:
        resources: what jobs are given to work with.
        settings: how many jobs at once, how long a pause, and so on.
        grace_seconds: how long `stop` lets those in hand go on.
        poll_seconds: how often it looks for jobs whose time has come; it hears of new ones at once.
        end_seconds: how long, once the grace is over, it may take to note what became of its jobs and to close.
    """

    def __init__(
        self,
        resources: Resources,
        settings: Settings,
        *,
        grace_seconds: float = GRACE_SECONDS,
        poll_seconds: float = POLL_SECONDS,
        end_seconds: float = END_SECONDS,
    ) -> None:
        self._resources = resources
        self._settings = settings
        self._grace_seconds = grace_seconds
        self._poll_seconds = poll_seconds
        self._end_seconds = end_seconds
        self._stopping = asyncio.Event()
        self._inner: ProcrastinateWorker | None = None

    async def run(self) -> None:
        """Work until `stop` is called; survive PostgreSQL going away and coming back.

        It returns within `grace_seconds` and `end_seconds` of a stop, whatever a job or a connection still waits for.
        """
        working = asyncio.create_task(self._work_again_and_again())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({working}, timeout=self._grace_seconds + self._end_seconds)
        finally:
            stopping.cancel()
            if not working.cancel():
                working.result()
        if not working.done():
            log.error("the worker did not end in time: what it has in hand is left to others")

    async def _work_again_and_again(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._work()
            except (ConnectorException, psycopg.Error, OSError) as error:
                log.warning("the worker lost PostgreSQL and starts anew", error=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), RESTART_PAUSE_SECONDS)

    def stop(self) -> None:
        """Take no more jobs; `run` returns once those in hand are done, or put back when their time is over."""
        self._stopping.set()
        if self._inner is not None:
            self._inner.stop()

    async def _work(self) -> None:
        """Work until told to stop, or until PostgreSQL is lost."""
        async with self._resources.db.primary.connection():
            pass  # it is there: to open the app below would wait for it for long
        app = self._new_app()
        async with app.open_async():
            ended = asyncio.Event()
            recovery = asyncio.create_task(self._recover_again_and_again(app.job_manager, ended))
            try:
                self._inner = self._new_inner(app)
                if not self._stopping.is_set():
                    await self._inner.run()
            finally:
                self._inner = None
                ended.set()
                await asyncio.wait({recovery}, timeout=CONNECT_SECONDS)
                recovery.cancel()

    def _new_app(self) -> App:
        app = App(
            connector=PsycopgConnector(
                conninfo=self._settings.database_url,
                min_size=1,
                max_size=4,
                timeout=CONNECT_SECONDS,
                kwargs={"application_name": "mingle worker", "connect_timeout": int(CONNECT_SECONDS)},
            ),
            periodic_defaults={"max_delay": PERIODIC_MAX_DELAY_SECONDS},
        )
        for kind in self._resources.jobs.declared:
            self._register(app, kind)
        return app

    def _new_inner(self, app: App) -> ProcrastinateWorker:
        return ProcrastinateWorker(
            app=app,
            queues=self._resources.jobs.queues,
            concurrency=self._settings.job_concurrency,
            fetch_job_polling_interval=self._poll_seconds,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=self._settings.job_heartbeat_seconds,
            stalled_worker_timeout=self._settings.job_stalled_after_seconds,
            shutdown_graceful_timeout=self._grace_seconds,
            worker_middleware=[self._note_outcome],
        )

    def _register(self, app: App, kind: Job[...]) -> None:
        async def run(
            *, arguments: dict[str, Any] | None = None, request_id: str | None = None, timestamp: int | None = None
        ) -> None:
            del timestamp  # what a periodic job is called with; ours read the clock
            with work_context(WorkContext(request_id) if request_id else WorkContext()):
                await kind.run(self._resources, arguments or {})

        pauses = GrowingPauses(self._settings.job_retry_pause_seconds)
        declare = app.task(name=kind.name, queue=kind.queue, priority=PRIORITIES.get(kind.queue, 0), retry=pauses)
        task = declare(run)
        if kind.cron is not None:
            app.periodic(cron=kind.cron)(task)  # pyright: ignore[reportArgumentType]  # ours has defaults for what it is given

    async def _note_outcome(
        self, call_next: Callable[[], Awaitable[Any]], job_context: JobContext, worker: ProcrastinateWorker
    ) -> Any:
        self._start_anew_if_it_cannot_be_noted(worker)
        job, started, outcome = job_context.job, time.perf_counter(), "put_back"
        try:
            result = await call_next()
        except asyncio.CancelledError as error:
            if job_context.abort_reason() is not None:
                raise
            # It was not us: something that the job waited for was cancelled, which is an error like any other.
            msg = "the job was cancelled from within"
            outcome = await self._note_error(job, RuntimeError(msg))
            raise RuntimeError(msg) from error
        except Exception as error:
            outcome = await self._note_error(job, error)
            raise
        else:
            outcome = "done"
            return result
        finally:
            seconds = time.perf_counter() - started
            metrics.JOBS.labels(job.task_name, outcome).inc()
            metrics.JOB_SECONDS.labels(job.task_name).observe(seconds)
            log.info("job", task=job.task_name, job_id=job.id, outcome=outcome, ms=round(seconds * 1000, 1))

    def _start_anew_if_it_cannot_be_noted(self, worker: ProcrastinateWorker) -> None:
        """A job whose end could not be written stays the worker's for as long as that lives: so it must not."""

        def look(running: asyncio.Task[Any]) -> None:
            if not running.cancelled() and (error := running.exception()) is not None:
                log.warning("the end of a job could not be written: the worker starts anew", error=str(error))
                worker.stop()

        running = asyncio.current_task()
        if running is not None:
            running.add_done_callback(look)

    async def _note_error(self, job: QueuedJob, error: Exception) -> str:
        last_try = job.attempts + 1 >= TRIES
        log.error("job failed", task=job.task_name, job_id=job.id, last_try=last_try, exc_info=error)
        try:
            await self._remember_error(
                job, f"{type(error).__name__}: {describe(error)}", "".join(traceback.format_tb(error.__traceback__))
            )
        except Unavailable:
            log.warning("why a job failed could not be written", job_id=job.id)
        return "failed" if last_try else "retried"

    async def _remember_error(self, job: QueuedJob, error: str, trace: str) -> None:
        async with self._resources.db.transaction() as tx:
            await tx.execute(
                "INSERT INTO job_errors (job_id, error, traceback) VALUES (%s, %s, %s)"
                " ON CONFLICT (job_id) DO UPDATE"
                " SET error = excluded.error, traceback = excluded.traceback, failed_at = now()",
                (job.id, error.replace("\0", "")[:ERROR_MAX_LENGTH], trace.replace("\0", "")),
            )

    async def _recover_again_and_again(self, manager: JobManager, ended: asyncio.Event) -> None:
        # Told by an event, not cancelled: a driver whose connection is lost may swallow a cancellation.
        while not ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), self._settings.job_stalled_after_seconds / 2)
                return
            try:
                await self._recover_stalled(manager)
            except Exception:  # whatever went wrong, the next round tries again
                log.exception("could not look for jobs that a dead worker left")

    async def _recover_stalled(self, manager: JobManager) -> None:
        """Put back the jobs of workers that gave no sign of life; one that has killed three workers has failed."""
        async with self._resources.db.primary.connection() as raw, raw.transaction():
            cursor = await raw.execute("SELECT pg_try_advisory_xact_lock(%s)", (RECOVERY_LOCK,))
            if await cursor.fetchone() != (True,):
                return
            stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=self._settings.job_stalled_after_seconds)
            for job in stalled:
                log.warning("a worker died with a job", task=job.task_name, job_id=job.id, attempts=job.attempts)
                try:
                    await self._take_from_the_dead(manager, job)
                except ConnectorException as error:
                    # The worker was only slow, and has just ended it.
                    log.warning("a job needed no recovery", job_id=job.id, error=str(error))

    async def _take_from_the_dead(self, manager: JobManager, job: QueuedJob) -> None:
        if job.attempts + 1 >= TRIES:
            await self._remember_error(job, f"its worker died in the middle of it, at the last of {TRIES} tries", "")
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
