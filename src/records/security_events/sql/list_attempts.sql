-- A page of an account's sign-in attempts, of all or of one outcome, newest first; empty when there are no more.
SELECT id, ip_address, user_agent, device_id, session_id, is_successful, failure_reason, attempted_at
FROM login_attempts
WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($4::boolean IS NULL OR is_successful = $4)
ORDER BY id DESC
LIMIT $3
