-- Gives a session what a fresh proof is worth; when it ends unless it is refreshed, empty when it has ended.
UPDATE user_sessions s SET acr = $3, amr = $4, auth_time = $5
FROM refresh_tokens t
WHERE s.account_id = $1 AND s.id = $2 AND s.is_active
  AND t.account_id = s.account_id AND t.session_id = s.id AND t.expires_at > $5
RETURNING t.expires_at AS refresh_expires_at
