-- Forgets where a push factor's device is: it can no longer be reached; affects no row when the factor is gone.
UPDATE user_mfa SET secret = NULL WHERE account_id = $1 AND id = $2 AND method_type = 'push'
