-- A job that waits, and one that has failed for good.
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
VALUES ('default', 'kept.waiting', '{"arguments": {"n": 1}, "request_id": "kept"}');
INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts) VALUES ('low', 'kept.failed', 'failed', 3);
INSERT INTO job_errors (job_id, error, traceback)
SELECT id, 'RuntimeError: kept', 'kept' FROM procrastinate_jobs WHERE task_name = 'kept.failed';
