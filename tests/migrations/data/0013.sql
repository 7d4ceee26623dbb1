-- Somebody who was liked with a note and likes back, a match that stands and one that has ended, and what it took.
INSERT INTO judgements (judge_id, judged_id, kind, note, created_at, hidden_until)
VALUES ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002', 'superlike', 'Two cats!', now(), NULL),
       ('019a0000-0000-7000-8000-000000000002', '019a0000-0000-7000-8000-000000000001', 'like', NULL, now(), NULL),
       ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000003', 'unmatched', NULL, now(), NULL),
       ('019a0000-0000-7000-8000-000000000003', '019a0000-0000-7000-8000-000000000002', 'later', NULL, now(), now());
INSERT INTO matches (low_id, high_id, chat_id, created_at, ended_at, ended_by)
VALUES ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002', NULL, now(), NULL, NULL),
       ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000003', NULL, now(), now(),
        '019a0000-0000-7000-8000-000000000003');
INSERT INTO allowances (account_id, kind, used, began_at)
VALUES ('019a0000-0000-7000-8000-000000000001', 'superlike', 2, now());
INSERT INTO boosts (account_id, boosted_until) VALUES ('019a0000-0000-7000-8000-000000000001', now());
