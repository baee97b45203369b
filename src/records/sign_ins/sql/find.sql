-- One sign-in; empty when the id names none.
SELECT id, account_id, purpose, state, session_id, browser_hash, identifier_mac, device_id, device_claim, must_enrol,
       ip_address, user_agent, expires_at, created_at, trust_generation
FROM sign_ins WHERE id = $1
