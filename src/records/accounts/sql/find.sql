-- One account with its primary identifiers; empty when the id names none.
SELECT id, account_type, status, email, email_verified, phone, phone_verified, username,
       display_name, locale, time_zone, roles,
       nullif(security_profile_id, '00000000-0000-7000-8000-000000000001') AS security_profile_id,
       created_at
FROM accounts
WHERE id = $1
