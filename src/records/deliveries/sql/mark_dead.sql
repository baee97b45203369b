-- The message is given up after attempt $2 and its values are wiped; affects no row when it is over or was claimed anew.
UPDATE deliveries SET status = 'dead', payload = NULL, leased_until = NULL, finished_at = $4, last_error = $3
WHERE id = $1 AND attempts = $2 AND status = 'pending'
