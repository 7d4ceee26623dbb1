-- A date that is over, of two who have said whether they would meet again.
INSERT INTO calls (id, chat_id, is_of_chat, is_open, kind, state, started_by, created_at, rings_until, answered_at, ended_at,
                   reason, max_seconds, ends_at, due_at, version, purpose)
VALUES ('019a0000-0000-7000-8000-0000000000e1', NULL, false, false, 'video', 'ended', '019a0000-0000-7000-8000-000000000001',
        now() - interval '1 hour', now() - interval '59 minutes', now() - interval '1 hour',
        now() - interval '55 minutes', 'left', 300, now() - interval '54 minutes', NULL, 4, 'date');
INSERT INTO call_members (call_id, account_id, state, joined_at, seen_at)
VALUES ('019a0000-0000-7000-8000-0000000000e1', '019a0000-0000-7000-8000-000000000001', 'left', now(), now()),
       ('019a0000-0000-7000-8000-0000000000e1', '019a0000-0000-7000-8000-000000000002', 'left', now(), now());
INSERT INTO dates (call_id, origin, is_blurred)
VALUES ('019a0000-0000-7000-8000-0000000000e1', 'invitation', true);
INSERT INTO date_sides (call_id, account_id, wished_seconds, is_flowing, has_unblurred, extension_seconds)
VALUES ('019a0000-0000-7000-8000-0000000000e1', '019a0000-0000-7000-8000-000000000001', 300, true, true, 60),
       ('019a0000-0000-7000-8000-0000000000e1', '019a0000-0000-7000-8000-000000000002', 300, true, false, NULL);
INSERT INTO date_cooldowns (low_id, high_id, until)
VALUES ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002', now() + interval '23 hours');
INSERT INTO date_messages (call_id, account_id, content, sent_at)
VALUES ('019a0000-0000-7000-8000-0000000000e1', '019a0000-0000-7000-8000-000000000001', 'Hello you', now());
INSERT INTO date_socials (call_id, account_id, socials, given_at)
VALUES ('019a0000-0000-7000-8000-0000000000e1', '019a0000-0000-7000-8000-000000000002', '{"signal": "zoe.01"}', now());
INSERT INTO date_answers (call_id, account_id, again, answered_at)
VALUES ('019a0000-0000-7000-8000-0000000000e1', '019a0000-0000-7000-8000-000000000001', true, now());
