-- The wrapped keys of accounts; no row where one has none yet.
SELECT g.ordinal, k.wrapped_key
FROM unnest($1::uuid[]) WITH ORDINALITY AS g(account_id, ordinal) JOIN data_keys k ON k.account_id = g.account_id
