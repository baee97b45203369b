-- Adds a sign-in attempt; returns nothing.
INSERT INTO login_attempts
  (id, account_id, identifier_mac, ip_address, user_agent, device_id, session_id, is_successful, failure_reason, attempted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
