-- Asks anew, with a new secret, leaving the failures; empty when it is too soon, too often, or no try is left.
-- $1 owner, $2 method, $3 factor, $4 secret, $5 resend after, $6 expires, $7 most sends, $8 most failures, $9 now.
INSERT INTO challenges AS c (owner_id, method_type, factor_id, secret, sends, resend_after, expires_at, created_at)
VALUES ($1, $2, $3, $4, 1, $5, $6, $9)
ON CONFLICT (owner_id, method_type) DO UPDATE
  SET factor_id = excluded.factor_id, secret = excluded.secret, sends = c.sends + 1,
      resend_after = excluded.resend_after, expires_at = excluded.expires_at
  WHERE c.sends < $7 AND c.resend_after <= $9 AND c.failures < $8
RETURNING factor_id, secret, failures, sends, resend_after, expires_at
