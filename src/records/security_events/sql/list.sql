-- A page of an account's security events of the given severities, newest first; empty when there are no more.
SELECT id, event_type, event_data, severity, is_resolved, session_id, device_id, ip_address, user_agent, created_at
FROM security_events
WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) AND severity = ANY ($4::text[])
ORDER BY id DESC
LIMIT $3
