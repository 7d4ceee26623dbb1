INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 3, '019a0000-0000-7000-8000-000000000001', 'b', '', 'system',
        '{"event":"created","name":"Hikers"}', now(), now());
INSERT INTO chat_drafts (account_id, chat_id, content, updated_at)
VALUES ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-0000000000c1', 'Shall we', now());
INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, forward_of_id, forwarded_from_id,
    created_at, updated_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 4, '019a0000-0000-7000-8000-000000000001', 'c', '', 'text', 'Hello',
        '019a0000-0000-7000-8000-00000000000a', '019a0000-0000-7000-8000-000000000001', now(), now());
INSERT INTO scheduled_messages (chat_id, sender_id, client_id, digest, content, is_silent, send_at, created_at, updated_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', '019a0000-0000-7000-8000-000000000001', 'd', '', 'Later', false,
        '2099-01-01', now(), now());
