-- A message failed for now and is due again at $2.
UPDATE deliveries SET next_attempt_at = $2, leased_until = NULL, last_error = $3 WHERE id = $1 AND status = 'pending'
