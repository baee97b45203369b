-- One approval that is meant for this account; empty when there is none.
SELECT id, kind, sign_in_id, account_id, number, choices, state, session_id, acr, ip_address, user_agent, expires_at, created_at
FROM approvals WHERE id = $1 AND account_id = $2
