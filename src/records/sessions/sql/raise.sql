-- Gives a session what a fresh proof is worth; affects no row when it has ended.
UPDATE user_sessions SET acr = $3, amr = $4, auth_time = $5 WHERE account_id = $1 AND id = $2 AND is_active
