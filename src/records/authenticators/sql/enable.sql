-- Confirms a factor; empty when there is none that waits for it.
UPDATE user_mfa
SET is_enabled = true, name = coalesce($3, name), expires_at = NULL, last_step = $4, drift = $5
WHERE account_id = $1 AND id = $2 AND NOT is_enabled AND expires_at > $6
RETURNING id, method_type, name, is_enabled, secret, address, device_id, last_step, drift, last_used, last_used_ip, 0 AS failures,
  NULL::bytea AS wrapped_key, created_at
