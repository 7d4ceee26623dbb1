UPDATE feeds SET candidate_ids = ARRAY ['019a0000-0000-7000-8000-000000000002'::uuid], scores = '{0.5}', is_all = true
 WHERE viewer_id = '019a0000-0000-7000-8000-000000000001';
