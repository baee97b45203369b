-- Removes a batch of sessions that ended or expired before $1; affects at most $2 rows.
DELETE FROM user_sessions
WHERE (account_id, id) IN (SELECT account_id, id FROM user_sessions WHERE ended_at < $1 OR expires_at < $1 LIMIT $2)
