-- In the lobby: one who waits for whoever fits, one whose socket has just closed, and one who only looks on.
INSERT INTO lobby_people (account_id, joined_at, device_id, binding, seen_at, due_at, gone_at, next_since)
VALUES ('019a0000-0000-7000-8000-000000000001', now(), 'd1', '019a0000-0000-7000-8000-0000000000e1', now(),
        now() + interval '30 seconds', NULL, now()),
       ('019a0000-0000-7000-8000-000000000002', now(), 'd2', '019a0000-0000-7000-8000-0000000000e2', now(),
        now() + interval '5 seconds', now(), NULL);
INSERT INTO lobby_watchers (account_id, due_at)
VALUES ('019a0000-0000-7000-8000-000000000001', now() + interval '30 seconds');
