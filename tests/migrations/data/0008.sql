INSERT INTO chats (id, kind, name, pts, active_at, created_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 'group', 'Hikers', 2, now(), now());
INSERT INTO chat_members (account_id, chat_id, role, joined_at, read_pts)
VALUES ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-0000000000c1', 'owner', now(), 1);
INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 1, '019a0000-0000-7000-8000-000000000001', 'a', '', 'text', 'Hello', now(), now());
INSERT INTO chat_events (chat_id, pts, kind, message_pts, account_id, emoji, is_on)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 2, 'message:reaction', 1, '019a0000-0000-7000-8000-000000000001', '👍', true);
INSERT INTO message_reactions (chat_id, pts, account_id, emoji, reacted_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 1, '019a0000-0000-7000-8000-000000000001', '👍', now());
