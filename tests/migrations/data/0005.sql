INSERT INTO profiles (account_id, city, country_code, interests)
VALUES ('019a0000-0000-7000-8000-000000000001', 'Lisboa', 'PT', '{jazz,markets}');
