-- Adds an approval; older ones of the same sign-in that nobody has answered are over. Returns nothing.
-- $1 id, $2 kind, $3 sign-in, $4 account, $5 token hash, $6 number, $7 choices, $8 address, $9 user agent, $10 expires, $11 now.
WITH replaced AS (UPDATE approvals SET expires_at = $11 WHERE sign_in_id = $3 AND state = 'pending' AND expires_at > $11)
INSERT INTO approvals
  (id, kind, sign_in_id, account_id, token_hash, number, choices, ip_address, user_agent, expires_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
