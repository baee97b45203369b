-- Rows for accounts whose password has not been changed after $2.
SELECT g.ordinal
FROM unnest($1::uuid[], $2::timestamptz[]) WITH ORDINALITY AS g(account_id, since, ordinal)
WHERE NOT EXISTS (SELECT FROM passwords w WHERE w.account_id = g.account_id AND w.changed_at > g.since)
