-- The newest unconfirmed factor of a method, or the one that $3 names; empty when none waits.
SELECT id, method_type, name, is_enabled, secret, address, device_id, last_step, drift, last_used, last_used_ip, 0 AS failures,
  NULL::bytea AS wrapped_key, created_at
FROM user_mfa
WHERE account_id = $1 AND method_type = $2 AND ($3::uuid IS NULL OR id = $3) AND NOT is_enabled AND expires_at > $4
ORDER BY created_at DESC, id DESC
LIMIT 1
