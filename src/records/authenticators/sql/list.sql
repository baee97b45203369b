-- The confirmed factors of accounts, oldest first, each with the key of its secret.
SELECT g.ordinal, m.id, m.method_type, m.name, m.is_enabled, m.secret, m.address, m.device_id, m.last_step, m.drift,
       m.last_used, m.last_used_ip, coalesce(w.failures, 0) AS failures, k.wrapped_key, m.created_at
FROM unnest($1::uuid[]) WITH ORDINALITY AS g(account_id, ordinal)
JOIN user_mfa m ON m.account_id = g.account_id AND m.is_enabled
LEFT JOIN wrong_codes w ON w.account_id = m.account_id AND w.method_type = m.method_type
LEFT JOIN data_keys k ON k.account_id = m.account_id
ORDER BY m.created_at, m.id
