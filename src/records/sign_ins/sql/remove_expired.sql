-- Removes a batch of sign-ins that expired before $1; affects at most $2 rows.
DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins WHERE expires_at < $1 LIMIT $2)
