-- Notes where a factor was used; affects no row when it is gone.
UPDATE user_mfa SET last_used = $3, last_used_ip = $4 WHERE account_id = $1 AND id = $2 AND is_enabled
