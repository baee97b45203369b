-- A page of an account's sign-in attempts, newest first.
SELECT id, ip_address, user_agent, device_id, session_id, is_successful, failure_reason, attempted_at
FROM login_attempts
WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3
