-- Removes a batch of registrations that expired before $1; affects at most $2 rows.
DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE expires_at < $1 LIMIT $2)
