-- Locks, suspends or frees an account; affects no row when the id names none.
UPDATE accounts SET status = $2, status_reason = $3, updated_at = $4 WHERE id = $1
