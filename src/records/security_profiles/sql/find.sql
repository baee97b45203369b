-- One security profile; empty when there is none of this name.
SELECT id, profile_name, permissions, restrictions, mfa_required, allowed_methods, trusted_device_days, enrolment_grace_days,
       minimum_acr, session_timeout, absolute_session_timeout, max_sessions, is_active, created_at, updated_at
FROM security_profiles
WHERE profile_name = $1
