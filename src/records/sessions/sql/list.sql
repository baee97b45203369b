-- The active sessions of an account, newest first.
SELECT s.id, s.device_id, s.ip_address, s.user_agent, s.acr, s.amr, s.auth_time, s.expires_at, s.created_at,
       t.rotated_at AS last_seen
FROM user_sessions s JOIN refresh_tokens t ON t.account_id = s.account_id AND t.session_id = s.id
WHERE s.account_id = $1 AND s.is_active AND t.expires_at > $2
ORDER BY s.created_at DESC, s.id DESC
