-- Completes a registration; affects no row when it already is.
UPDATE registrations SET completed_at = $2 WHERE id = $1 AND completed_at IS NULL
