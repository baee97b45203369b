-- Counts tries at challenges, which are made where there are none; no row where no try is left.
-- $1 owner, $2 method, $3 most failures, $4 when a new one expires, $5 now.
WITH given AS MATERIALIZED (
  SELECT owner_id, method_type, most, expires_at, now, ordinal
  FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::timestamptz[], $5::timestamptz[]) WITH ORDINALITY
    AS g(owner_id, method_type, most, expires_at, now, ordinal)
), taken AS (
  INSERT INTO challenges AS c (owner_id, method_type, failures, expires_at, created_at)
  SELECT owner_id, method_type, 1, expires_at, now FROM given
  ON CONFLICT (owner_id, method_type) DO UPDATE SET failures = c.failures + 1
    WHERE c.failures < (SELECT g.most FROM given g WHERE g.owner_id = c.owner_id AND g.method_type = c.method_type)
  RETURNING owner_id, method_type, factor_id, secret, failures, sends, resend_after, expires_at
)
SELECT g.ordinal, t.factor_id, t.secret, t.failures, t.sends, t.resend_after, t.expires_at
FROM taken t JOIN given g ON g.owner_id = t.owner_id AND g.method_type = t.method_type
