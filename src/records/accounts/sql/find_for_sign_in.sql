-- What a password sign-in needs of the account that an identifier names; empty when nobody has it or it is not verified.
-- $1 kind, $2 canonical, $3 the device that the client says it is, $4 by a token of which of its trusts, $5 now.
SELECT a.id, a.account_type, a.status, a.email, a.email_verified, a.phone, a.phone_verified, a.username, a.display_name,
       a.locale, a.time_zone, a.roles, nullif(a.security_profile_id, '00000000-0000-7000-8000-000000000001') AS security_profile_id,
       a.created_at, w.changed_at AS password_changed_at, s.restrictions, s.mfa_required, s.allowed_methods,
       s.trusted_device_days, w.hash AS password_hash, s.minimum_acr,
       coalesce(a.security_profile_since, a.created_at) + make_interval(days => s.enrolment_grace_days) AS enrolment_due,
       ARRAY(SELECT DISTINCT m.method_type FROM user_mfa m WHERE m.account_id = a.id AND m.is_enabled) AS methods,
       s.trusted_device_days > 0 AND NOT 'operator' = ANY (s.permissions)
         AND NOT EXISTS (SELECT FROM roles r WHERE r.name = ANY (a.roles) AND 'operator' = ANY (r.permissions))
         AND EXISTS (SELECT FROM trusted_devices d
                     WHERE d.account_id = a.id AND d.id = $3 AND d.is_trusted
                       AND d.trust_generation = $4 AND d.trust_generation > 0 AND d.trusted_until > $5) AS is_device_trusted
FROM account_identifiers i
JOIN accounts a ON a.id = i.account_id
JOIN security_profiles s ON s.id = a.security_profile_id
LEFT JOIN passwords w ON w.account_id = a.id
WHERE i.kind = $1 AND i.canonical = $2 AND (i.verified_at IS NOT NULL OR i.kind = 'username')
