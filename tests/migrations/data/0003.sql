-- A moderator with every second factor, one of them in the middle of being set up, and questions to passkeys on their way.
UPDATE sessions SET second_factor_at = now(), confirmed_at = now() WHERE id = '019a0000-0000-7000-8000-000000000011';
INSERT INTO totp_setups (account_id, secret, expires_at)
VALUES ('019a0000-0000-7000-8000-000000000001', '\x0102', now() + interval '15 minutes');
INSERT INTO totp_secrets (account_id, secret, last_step, created_at)
VALUES ('019a0000-0000-7000-8000-000000000001', '\x0103', 58000000, now());
INSERT INTO recovery_codes (account_id, hash)
VALUES ('019a0000-0000-7000-8000-000000000001', '\x0a'), ('019a0000-0000-7000-8000-000000000001', '\x0b');
INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, transports, name, created_at, last_used_at)
VALUES ('019a0000-0000-7000-8000-000000000021', '019a0000-0000-7000-8000-000000000001', '\x0c', '\x0d', 7,
        '{internal,hybrid}', 'kept', now(), now());
INSERT INTO passkey_challenges (hash, purpose, account_id, expires_at)
VALUES ('\x0e', 'sign_in', NULL, now() + interval '5 minutes'),
       ('\x0f', 'registration', '019a0000-0000-7000-8000-000000000001', now() + interval '5 minutes');
