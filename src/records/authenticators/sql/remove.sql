-- Removes a factor with its companions; affects no row when the account has no such factor.
DELETE FROM user_mfa WHERE account_id = $1 AND id = $2
