-- Begins to count wrong codes anew, of method $2, or of all if that is null; affects no row when there were none.
DELETE FROM wrong_codes WHERE account_id = $1 AND ($2::text IS NULL OR method_type = $2)
