-- Somebody who is signed in, somebody with the same address that nobody has confirmed, a guest, and a link on its way.
INSERT INTO accounts (id, role, display_name, username, email, email_verified_at, birthdate, gender, password_hash)
VALUES ('019a0000-0000-7000-8000-000000000001', 'moderator', 'Ada', 'ada', 'ada@example.org', now(), '1990-02-28',
        'woman', '$argon2id$v=19$m=19456,t=2,p=1$a2VwdA$a2VwdA'),
       ('019a0000-0000-7000-8000-000000000002', 'user', 'Not Ada', 'notada', 'ada@example.org', NULL, '1991-01-01',
        NULL, '$2b$12$kept'),
       ('019a0000-0000-7000-8000-000000000003', 'user', 'Guest', NULL, NULL, NULL, '1992-01-01', 'other', NULL);
INSERT INTO sessions (id, account_id, address, user_agent, created_at, last_seen_at, expires_at)
VALUES ('019a0000-0000-7000-8000-000000000011', '019a0000-0000-7000-8000-000000000001', '192.0.2.1', 'kept', now(),
        now(), now() + interval '90 days');
INSERT INTO refresh_tokens (hash, session_id) VALUES ('\x01', '019a0000-0000-7000-8000-000000000011');
INSERT INTO tickets (hash, purpose, account_id, email, expires_at)
VALUES ('\x02', 'password_reset', '019a0000-0000-7000-8000-000000000001', 'ada@example.org', now() + interval '1 hour');
INSERT INTO security_events (account_id, kind, address, user_agent, created_at)
VALUES ('019a0000-0000-7000-8000-000000000001', 'signed_in', '192.0.2.1', 'kept', now()),
       (NULL, 'sign_in_failed', '192.0.2.2', 'kept', now());
