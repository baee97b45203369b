-- The name of an account's security profile; empty when the id names no account.
SELECT p.profile_name FROM accounts a JOIN security_profiles p ON p.id = a.security_profile_id WHERE a.id = $1
