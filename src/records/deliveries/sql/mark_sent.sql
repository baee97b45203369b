-- Attempt $2 has left and the values are wiped; affects no row when the message is over or was claimed anew.
UPDATE deliveries SET status = 'sent', payload = NULL, leased_until = NULL, finished_at = $3, last_error = NULL
WHERE id = $1 AND attempts = $2 AND status = 'pending'
