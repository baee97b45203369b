-- Removes a batch of counters that have not moved since $1; affects at most $2 rows.
DELETE FROM throttles WHERE ctid = ANY (ARRAY(SELECT ctid FROM throttles WHERE last_failure_at < $1 LIMIT $2))
