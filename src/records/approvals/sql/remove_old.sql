-- Removes a batch of approvals that expired before $1; affects at most $2 rows.
DELETE FROM approvals WHERE id IN (SELECT id FROM approvals WHERE expires_at < $1 LIMIT $2)
