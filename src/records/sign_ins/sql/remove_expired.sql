-- Removes a batch of sign-ins that expired before $1, at most $2 rows, oldest first, each by one instance. Returns those
-- that began with a right password and were left open; empty when there was none.
WITH removed AS (
  DELETE FROM sign_ins WHERE id IN (
    SELECT id FROM sign_ins WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING id, account_id, purpose, state, session_id, browser_hash, identifier_mac, device_id, device_claim, must_enrol,
            ip_address, user_agent, expires_at, created_at, trust_generation
)
SELECT id, account_id, purpose, state, session_id, browser_hash, identifier_mac, device_id, device_claim, must_enrol,
       ip_address, user_agent, expires_at, created_at, trust_generation
FROM removed WHERE purpose = 'password' AND state = 'open' AND account_id IS NOT NULL
