-- A message will never be sent; its values are wiped.
UPDATE deliveries SET status = 'dead', payload = NULL, leased_until = NULL, finished_at = $3, last_error = $2
WHERE id = $1 AND status = 'pending'
