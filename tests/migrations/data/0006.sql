-- A picture that is ready, a file that was rejected, and an upload that is half here.
INSERT INTO files (id, owner_id, purpose, kind, status, reason, name, mime, size, width, height, placeholder,
                   perceptual_hash, created_at, checked_at)
VALUES ('019a0000-0000-7000-8000-000000000021', '019a0000-0000-7000-8000-000000000001', 'photo', 'image', 'ready',
        NULL, 'beach.jpg', 'image/jpeg', 12345, 4000, 3000, '1QcSHQRnh493V4dIh4eXh1h4kJUI', -42, now(), now()),
       ('019a0000-0000-7000-8000-000000000022', '019a0000-0000-7000-8000-000000000001', 'attachment', 'video',
        'rejected', 'broken', 'film.mp4', 'video/mp4', 99, NULL, NULL, NULL, NULL, now(), now());
INSERT INTO file_variants (file_id, name, mime, size, width, height, key)
VALUES ('019a0000-0000-7000-8000-000000000021', 'card.avif', 'image/avif', 1234, 640, 480,
        'files/019a0000-0000-7000-8000-000000000021/card.avif');
INSERT INTO uploads (id, owner_id, purpose, name, mime, is_voice, length, received, created_at, expires_at)
VALUES ('019a0000-0000-7000-8000-000000000023', '019a0000-0000-7000-8000-000000000001', 'attachment', 'half.bin', '',
        false, 10, 5, now(), now() + interval '1 day');
INSERT INTO upload_parts (upload_id, start, size, key)
VALUES ('019a0000-0000-7000-8000-000000000023', 0, 5, 'uploads/019a0000-0000-7000-8000-000000000023.0.kept');
INSERT INTO upload_days (owner_id, day, files, bytes) VALUES ('019a0000-0000-7000-8000-000000000001', '2026-01-01', 2, 12444);
