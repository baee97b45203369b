-- The newest approval that a sign-in asked for; empty when it asked for none.
SELECT id, kind, sign_in_id, account_id, number, choices, state, session_id, acr, ip_address, user_agent, expires_at, created_at
FROM approvals WHERE sign_in_id = $1
ORDER BY created_at DESC, id DESC
LIMIT 1
