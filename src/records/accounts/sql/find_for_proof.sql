-- The same as find_for_sign_in of accounts that are known already, on a device that is not trusted; no row where there is none.
SELECT g.ordinal, a.id, a.account_type, a.status, a.email, a.email_verified, a.phone, a.phone_verified, a.username, a.display_name,
       a.locale, a.time_zone, a.roles, nullif(a.security_profile_id, '00000000-0000-7000-8000-000000000001') AS security_profile_id,
       a.created_at, w.changed_at AS password_changed_at, s.restrictions, s.mfa_required, s.allowed_methods,
       s.trusted_device_days, w.hash AS password_hash, s.minimum_acr,
       coalesce(a.security_profile_since, a.created_at) + make_interval(days => s.enrolment_grace_days) AS enrolment_due,
       ARRAY(SELECT DISTINCT m.method_type FROM user_mfa m WHERE m.account_id = a.id AND m.is_enabled) AS methods,
       false AS is_device_trusted
FROM unnest($1::uuid[]) WITH ORDINALITY AS g(id, ordinal)
JOIN accounts a ON a.id = g.id
JOIN security_profiles s ON s.id = a.security_profile_id
LEFT JOIN passwords w ON w.account_id = a.id
