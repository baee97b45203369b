-- A message has left; its values are wiped.
UPDATE deliveries SET status = 'sent', payload = NULL, leased_until = NULL, finished_at = $2, last_error = NULL
WHERE id = $1 AND status = 'pending'
