INSERT INTO reports (id, reporter_id, reported_id, subject_kind, subject_id, reason, note, evidence, created_at)
VALUES ('019a0000-0000-7000-8000-0000000000b1', '019a0000-0000-7000-8000-000000000001',
        '019a0000-0000-7000-8000-000000000002', 'profile', NULL, 'fake', 'Not her photos.',
        '{"displayName": "Zoe"}', now()),
       ('019a0000-0000-7000-8000-0000000000b2', NULL, '019a0000-0000-7000-8000-000000000002', 'message',
        '019a0000-0000-7000-8000-0000000000b3', 'spam', NULL, '{"text": "Buy this"}', now());
