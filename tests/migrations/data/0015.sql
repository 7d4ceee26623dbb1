INSERT INTO ranking_models (id, created_at, model, figures, learned_until)
VALUES ('019a0000-0000-7000-8000-0000000000a1', now(), '{}', '{"decisions": 2}', now());
INSERT INTO standings (account_id, model_id, openness, openness_variance, appeal, appeal_variance, given, given_yes,
                       received, received_yes, taste, draw)
VALUES ('019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-0000000000a1', 0.1, 1.2, -0.3, 0.9, 1, 1, 1, 1,
        array_fill(0::real, ARRAY[16]), array_fill(0::real, ARRAY[16]));
