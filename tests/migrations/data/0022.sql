-- Somebody who is made up.
INSERT INTO accounts (id, username, display_name, birthdate, gender, is_demo, created_at)
VALUES ('019a0000-0000-7000-8000-0000000000de', 'demo1', 'Demo', '1990-01-01', 'woman', true, now());
