INSERT INTO chat_invites (chat_id, code, created_by, created_at, max_uses)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 'AAAAAAAAAAAAAAAAAAAAAA', '019a0000-0000-7000-8000-000000000001', now(), 5);
