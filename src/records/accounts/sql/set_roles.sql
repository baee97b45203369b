-- Replaces the roles of an account; affects no row when the id names none.
UPDATE accounts SET roles = $2, updated_at = $3 WHERE id = $1
