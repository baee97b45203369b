-- Gives a QR code to the first session that scans it; empty when it is stale, unknown, another account's or was scanned.
-- $1 token hash, $2 account, $3 session, $4 now.
UPDATE approvals SET account_id = $2, session_id = $3
WHERE token_hash = $1 AND state = 'pending' AND session_id IS NULL AND (account_id IS NULL OR account_id = $2) AND expires_at > $4
RETURNING id, kind, sign_in_id, account_id, number, choices, state, session_id, acr, ip_address, user_agent, expires_at, created_at
