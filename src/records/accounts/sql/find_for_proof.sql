-- The same as find_for_sign_in of an account that is known already; empty when there is none.
-- $1 account, $2 the device that the client says it is, $3 now.
SELECT a.id, a.status, w.hash AS password_hash, s.restrictions, s.mfa_required, s.allowed_methods, s.trusted_device_days, s.minimum_acr,
       coalesce(a.security_profile_since, a.created_at) + make_interval(days => s.enrolment_grace_days) AS enrolment_due,
       ARRAY(SELECT DISTINCT m.method_type FROM user_mfa m WHERE m.account_id = a.id AND m.is_enabled) AS methods,
       s.trusted_device_days > 0 AND NOT 'operator' = ANY (s.permissions)
         AND NOT EXISTS (SELECT FROM roles r WHERE r.name = ANY (a.roles) AND 'operator' = ANY (r.permissions))
         AND EXISTS (SELECT FROM trusted_devices d
                     WHERE d.account_id = a.id AND d.id = $2 AND d.is_trusted AND d.trusted_until > $3) AS is_device_trusted
FROM accounts a
JOIN security_profiles s ON s.id = a.security_profile_id
LEFT JOIN passwords w ON w.account_id = a.id
WHERE a.id = $1
