-- The devices by the ids their tokens carry, else by their traits; no row where an account has no such device.
SELECT g.ordinal, d.id
FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) WITH ORDINALITY AS g(account_id, claimed_id, traits_hash, ordinal)
CROSS JOIN LATERAL (
  SELECT coalesce(
    (SELECT c.id FROM trusted_devices c WHERE c.account_id = g.account_id AND c.id = g.claimed_id),
    (SELECT t.id FROM trusted_devices t WHERE t.account_id = g.account_id AND t.traits_hash = g.traits_hash)) AS id
) AS d
WHERE d.id IS NOT NULL
