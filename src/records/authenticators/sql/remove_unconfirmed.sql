-- Removes a batch of enrolments that expired before $1; affects at most $2 rows.
DELETE FROM user_mfa
WHERE (account_id, id) IN (SELECT account_id, id FROM user_mfa WHERE NOT is_enabled AND expires_at < $1 LIMIT $2)
