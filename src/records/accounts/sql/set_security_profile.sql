-- Gives an account another security profile; affects no row when there is no such account or active profile.
UPDATE accounts SET security_profile_id = p.id, security_profile_since = $3, updated_at = $3
FROM security_profiles p
WHERE accounts.id = $1 AND p.profile_name = $2 AND p.is_active
