-- Somebody whom a provider vouches for, one on the way there and one on the way back, a code, and an address to come.
INSERT INTO identities (account_id, issuer, subject, label, created_at)
VALUES ('019a0000-0000-7000-8000-000000000001', 'https://accounts.example', 'kept', 'ada@example.org', now());
INSERT INTO pending_sign_ins (state_hash, provider, browser_hash, nonce, verifier, account_id, expires_at)
VALUES ('\x01', 'example', '\x02', 'kept', 'kept', NULL, now() + interval '10 minutes'),
       ('\x03', 'example', '\x02', 'kept', 'kept', '019a0000-0000-7000-8000-000000000003', now() + interval '10 minutes');
INSERT INTO pending_registrations (hash, issuer, subject, email, expires_at)
VALUES ('\x04', 'https://accounts.example', 'new', 'new@example.org', now() + interval '30 minutes');
INSERT INTO spent_id_tokens (hash, expires_at) VALUES ('\x05', now() + interval '1 hour');
INSERT INTO phone_codes (account_id, phone, code_hash, tries, expires_at)
VALUES ('019a0000-0000-7000-8000-000000000001', '+390612345678', '\x06', 3, now() + interval '10 minutes');
INSERT INTO tickets (hash, purpose, account_id, email, expires_at)
VALUES ('\x07', 'email_change', '019a0000-0000-7000-8000-000000000001', 'ada@example.net', now() + interval '1 hour');
