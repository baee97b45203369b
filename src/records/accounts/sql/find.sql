-- One account with its primary identifiers; empty when the id names none.
SELECT id, account_type, status, email, email_verified, phone, phone_verified, username,
       display_name, locale, time_zone, roles, created_at
FROM accounts
WHERE id = $1
