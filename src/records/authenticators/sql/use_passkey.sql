-- Notes an assertion; affects no row when the count is no longer the one that was verified against.
UPDATE passkeys SET sign_count = $4, backup_state = $5, uv_initialized = uv_initialized OR $6
WHERE account_id = $1 AND id = $2 AND sign_count = $3
