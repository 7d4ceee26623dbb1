UPDATE profiles SET bio = 'Two cats.', latitude = 38.73, longitude = -9.17, located_at = now(), socials = '{"signal": "mara"}'
 WHERE account_id = '019a0000-0000-7000-8000-000000000001';
INSERT INTO preferences (account_id, genders, age_min, age_max, goals)
VALUES ('019a0000-0000-7000-8000-000000000001', '{man}', 25, 45, '{dates}');
INSERT INTO exports (account_id, requested_at, expires_at)
VALUES ('019a0000-0000-7000-8000-000000000001', now(), now() + interval '7 days');
