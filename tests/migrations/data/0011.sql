INSERT INTO link_previews (id, url, title, next_fetch_at)
VALUES ('019a0000-0000-7000-8000-0000000000e1', 'https://news.example/', 'News', now());
INSERT INTO message_links (chat_id, pts, preview_id, linked_at)
VALUES ('019a0000-0000-7000-8000-0000000000c1', 1, '019a0000-0000-7000-8000-0000000000e1', now());
INSERT INTO chat_exports (account_id, chat_id, with_files, requested_at, expires_at)
VALUES ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-0000000000c1', true, now(), now());
