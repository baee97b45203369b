-- What sessions of accounts start from; no row where an id names none. $1 account, $2 the device that its token names,
-- $3 what else it is recognised by, $4 now. `excess`: the oldest sessions, which must end so that one more fits the
-- security profile's limit; those that idled out take no place.
SELECT g.ordinal, a.id, a.account_type, a.status, a.email, a.email_verified, a.phone, a.phone_verified, a.username, a.display_name,
       a.locale, a.time_zone, a.roles, nullif(a.security_profile_id, '00000000-0000-7000-8000-000000000001') AS security_profile_id,
       a.created_at, w.changed_at AS password_changed_at, s.restrictions, s.mfa_required, s.allowed_methods,
       s.trusted_device_days,
       coalesce((SELECT d.id FROM trusted_devices d WHERE d.account_id = a.id AND d.id = g.claimed_id),
                (SELECT d.id FROM trusted_devices d WHERE d.account_id = a.id AND d.traits_hash = g.traits_hash)) AS known_device,
       CASE WHEN (SELECT count(*) FROM user_sessions o WHERE o.account_id = a.id AND o.is_active) < s.max_sessions THEN '{}'
            ELSE ARRAY(SELECT o.id
                       FROM user_sessions o JOIN refresh_tokens t ON t.account_id = o.account_id AND t.session_id = o.id
                       WHERE o.account_id = a.id AND o.is_active AND t.expires_at > g.now
                       ORDER BY o.created_at DESC, o.id DESC
                       OFFSET s.max_sessions - 1) END AS excess
FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::timestamptz[]) WITH ORDINALITY
  AS g(account_id, claimed_id, traits_hash, now, ordinal)
JOIN accounts a ON a.id = g.account_id
JOIN security_profiles s ON s.id = a.security_profile_id
LEFT JOIN passwords w ON w.account_id = a.id
