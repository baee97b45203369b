-- Renames a factor; empty when the account has no such factor.
UPDATE user_mfa SET name = $3 WHERE account_id = $1 AND id = $2 AND is_enabled
RETURNING id, method_type, name, is_enabled, secret, address, device_id, last_step, drift, last_used, last_used_ip, 0 AS failures,
  NULL::bytea AS wrapped_key, created_at
