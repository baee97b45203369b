-- Attempt $2 was not begun: the message is due as before; affects no row when it is over or was claimed anew.
UPDATE deliveries SET leased_until = NULL, attempts = attempts - 1
WHERE id = $1 AND attempts = $2 AND status = 'pending'
