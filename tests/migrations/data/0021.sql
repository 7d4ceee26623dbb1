-- One event to come, and one that goes on: a pair on a date, and one who waits for the next round.
INSERT INTO speed_events (id, host_id, title, description, starts_at, rounds, round_seconds, break_seconds, capacity, state,
                          round, round_starts_at, round_ends_at, due_at, created_at)
VALUES ('019a0000-0000-7000-8000-0000000000f1', '019a0000-0000-7000-8000-000000000001', 'Friday', 'Bring a smile.',
        now() + interval '1 day', 5, 240, 30, 100, 'planned', 0, NULL, NULL, now() + interval '1 day', now()),
       ('019a0000-0000-7000-8000-0000000000f2', NULL, 'Now', NULL, now(), 3, 240, 30, NULL, 'running', 1, now(),
        now() + interval '240 seconds', now() + interval '270 seconds', now());
INSERT INTO speed_places (event_id, account_id, signed_at)
VALUES ('019a0000-0000-7000-8000-0000000000f1', '019a0000-0000-7000-8000-000000000001', now()),
       ('019a0000-0000-7000-8000-0000000000f2', '019a0000-0000-7000-8000-000000000001', now()),
       ('019a0000-0000-7000-8000-0000000000f2', '019a0000-0000-7000-8000-000000000002', now());
INSERT INTO speed_turns (event_id, account_id, round, other_id, call_id, state)
VALUES ('019a0000-0000-7000-8000-0000000000f2', '019a0000-0000-7000-8000-000000000001', 1,
        '019a0000-0000-7000-8000-000000000002', '019a0000-0000-7000-8000-0000000000c3', 'open'),
       ('019a0000-0000-7000-8000-0000000000f2', '019a0000-0000-7000-8000-000000000002', 1,
        '019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-0000000000c3', 'open');
