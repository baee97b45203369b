-- Uses up a time step of a TOTP factor; affects no row when it or a later one is used already.
UPDATE user_mfa SET last_step = $3, drift = $4, last_used = $5, last_used_ip = $6
WHERE account_id = $1 AND id = $2 AND is_enabled AND last_step < $3
