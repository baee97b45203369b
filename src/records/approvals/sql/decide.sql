-- Answers an approval; empty when it is not pending any more, not for this account, or was scanned by another session.
-- $1 id, $2 account, $3 session, $4 its acr, $5 answer, $6 now.
UPDATE approvals SET state = $5, session_id = $3, acr = $4
WHERE id = $1 AND account_id = $2 AND state = 'pending' AND (session_id IS NULL OR session_id = $3) AND expires_at > $6
RETURNING id, kind, sign_in_id, account_id, number, choices, state, session_id, acr, ip_address, user_agent, expires_at, created_at
