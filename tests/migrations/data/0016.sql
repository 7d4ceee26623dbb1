-- A call that two had, one that was missed, and one that is on.
INSERT INTO calls (id, chat_id, is_of_chat, is_open, kind, state, started_by, created_at, rings_until, answered_at, ended_at,
                   reason, max_seconds, ends_at, due_at, version)
VALUES ('019a0000-0000-7000-8000-0000000000c1', NULL, true, false, 'video', 'ended', '019a0000-0000-7000-8000-000000000001',
        now() - interval '1 hour', now() - interval '59 minutes', now() - interval '1 hour',
        now() - interval '30 minutes', 'ended', NULL, NULL, NULL, 4),
       ('019a0000-0000-7000-8000-0000000000c2', NULL, true, false, 'audio', 'ended', '019a0000-0000-7000-8000-000000000002',
        now() - interval '1 hour', now() - interval '59 minutes', NULL, now() - interval '59 minutes', 'missed', NULL,
        NULL, NULL, 2),
       ('019a0000-0000-7000-8000-0000000000c3', NULL, false, false, 'audio', 'active', '019a0000-0000-7000-8000-000000000001',
        now(), now() + interval '45 seconds', now(), NULL, NULL, 300, now() + interval '300 seconds',
        now() + interval '300 seconds', 2);
INSERT INTO call_members (call_id, account_id, state, joined_at, device_id, binding, seen_at, due_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', '019a0000-0000-7000-8000-000000000001', 'left', now(), NULL, NULL, now(), NULL),
       ('019a0000-0000-7000-8000-0000000000c1', '019a0000-0000-7000-8000-000000000002', 'left', now(), NULL, NULL, now(), NULL),
       ('019a0000-0000-7000-8000-0000000000c2', '019a0000-0000-7000-8000-000000000002', 'left', now(), NULL, NULL, now(), NULL),
       ('019a0000-0000-7000-8000-0000000000c2', '019a0000-0000-7000-8000-000000000001', 'missed', NULL, NULL, NULL, NULL, NULL),
       ('019a0000-0000-7000-8000-0000000000c3', '019a0000-0000-7000-8000-000000000001', 'joined', now(), 'd1',
        '019a0000-0000-7000-8000-0000000000d1', now(), now() + interval '15 seconds'),
       ('019a0000-0000-7000-8000-0000000000c3', '019a0000-0000-7000-8000-000000000002', 'dropped', now(), 'd2',
        '019a0000-0000-7000-8000-0000000000d2', now(), now() + interval '20 seconds');
