-- Gives a try back that was right; affects no row when the challenge is gone.
UPDATE challenges SET failures = failures - 1 WHERE owner_id = $1 AND method_type = $2 AND failures > 0
