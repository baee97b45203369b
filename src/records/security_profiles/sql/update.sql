-- Replaces what a security profile says; affects no row when the id names none.
UPDATE security_profiles
SET permissions = $2, restrictions = $3, mfa_required = $4, allowed_methods = $5, trusted_device_days = $6,
    enrolment_grace_days = $7, minimum_acr = $8, session_timeout = $9, absolute_session_timeout = $10, max_sessions = $11,
    is_active = $12, updated_at = $13
WHERE id = $1
