-- Counts a try at a challenge, which is made when there is none; empty when no try is left.
-- $1 owner, $2 method, $3 most failures, $4 when a new one expires, $5 now.
INSERT INTO challenges AS c (owner_id, method_type, failures, expires_at, created_at)
VALUES ($1, $2, 1, $4, $5)
ON CONFLICT (owner_id, method_type) DO UPDATE SET failures = c.failures + 1 WHERE c.failures < $3
RETURNING factor_id, secret, failures, sends, resend_after, expires_at
