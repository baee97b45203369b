-- Adds a security profile; affects no row when the name is taken.
INSERT INTO security_profiles
  (id, profile_name, permissions, restrictions, mfa_required, allowed_methods, trusted_device_days, enrolment_grace_days,
   minimum_acr, session_timeout, absolute_session_timeout, max_sessions, is_active, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (profile_name) DO NOTHING
