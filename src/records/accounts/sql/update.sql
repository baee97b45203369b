-- Replaces the given values and returns the account; empty when the id names none.
UPDATE accounts
SET display_name = coalesce($2, display_name), locale = coalesce($3, locale),
    time_zone = coalesce($4, time_zone), updated_at = $5
WHERE id = $1
RETURNING id, account_type, status, email, email_verified, phone, phone_verified, username,
          display_name, locale, time_zone, roles,
          nullif(security_profile_id, '00000000-0000-7000-8000-000000000001') AS security_profile_id,
          created_at
