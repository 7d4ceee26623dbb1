INSERT INTO files (id, owner_id, purpose, kind, status, name, mime, size, created_at, checked_at)
VALUES ('019a0000-0000-7000-8000-0000000000f2', '019a0000-0000-7000-8000-000000000001', 'attachment', 'image', 'ready', 'hill.jpeg',
    'image/jpeg', 100, now(), now());
UPDATE chats SET picture_id = '019a0000-0000-7000-8000-0000000000f2' WHERE id = '019a0000-0000-7000-8000-0000000000c1';
