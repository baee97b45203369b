-- The confirmed factors of an account, oldest first.
SELECT m.id, m.method_type, m.name, m.is_enabled, m.secret, m.address, m.device_id, m.last_step, m.drift, m.last_used,
       m.last_used_ip, coalesce(w.failures, 0) AS failures, m.created_at
FROM user_mfa m LEFT JOIN wrong_codes w ON w.account_id = m.account_id AND w.method_type = m.method_type
WHERE m.account_id = $1 AND m.is_enabled
ORDER BY m.created_at, m.id
