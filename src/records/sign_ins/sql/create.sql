-- Adds a sign-in; returns nothing.
INSERT INTO sign_ins
  (id, account_id, purpose, session_id, browser_hash, identifier_mac, device_id, device_claim, must_enrol, ip_address,
   user_agent, expires_at, created_at, trust_generation)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
