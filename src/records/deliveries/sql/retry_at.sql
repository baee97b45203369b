-- Attempt $2 failed for now and the message is due again at $3; affects no row when it is over or was claimed anew.
UPDATE deliveries SET next_attempt_at = $3, leased_until = NULL, last_error = $4
WHERE id = $1 AND attempts = $2 AND status = 'pending'
