-- What waits for this account's answer, newest first.
SELECT id, kind, sign_in_id, account_id, number, choices, state, session_id, acr, ip_address, user_agent, expires_at, created_at
FROM approvals WHERE account_id = $1 AND state = 'pending' AND expires_at > $2
ORDER BY created_at DESC, id DESC
