-- The confirmed factors of an account, oldest first.
SELECT id, method_type, name, is_enabled, secret, address, device_id, last_step, drift, last_used, last_used_ip, created_at
FROM user_mfa WHERE account_id = $1 AND is_enabled
ORDER BY created_at, id
