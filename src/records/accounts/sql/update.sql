-- Replaces the given values and returns the account; empty when the id names none.
WITH a AS (
  UPDATE accounts
  SET display_name = coalesce($2, display_name), locale = coalesce($3, locale),
      time_zone = coalesce($4, time_zone), updated_at = $5
  WHERE id = $1
  RETURNING id, account_type, status, display_name, locale, time_zone, roles, created_at
)
SELECT a.id, a.account_type, a.status,
       e.display AS email, e.verified_at IS NOT NULL AS email_verified,
       p.display AS phone, p.verified_at IS NOT NULL AS phone_verified,
       u.display AS username,
       a.display_name, a.locale, a.time_zone, a.roles, a.created_at
FROM a
LEFT JOIN account_identifiers e ON e.account_id = a.id AND e.kind = 'email' AND e.is_primary
LEFT JOIN account_identifiers p ON p.account_id = a.id AND p.kind = 'phone' AND p.is_primary
LEFT JOIN account_identifiers u ON u.account_id = a.id AND u.kind = 'username' AND u.is_primary
