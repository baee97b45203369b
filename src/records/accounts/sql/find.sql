-- One account with its primary identifiers; empty when the id names none.
SELECT a.id, a.account_type, a.status,
       e.display AS email, e.verified_at IS NOT NULL AS email_verified,
       p.display AS phone, p.verified_at IS NOT NULL AS phone_verified,
       u.display AS username,
       a.display_name, a.locale, a.time_zone, a.roles, a.created_at
FROM accounts a
LEFT JOIN account_identifiers e ON e.account_id = a.id AND e.kind = 'email' AND e.is_primary
LEFT JOIN account_identifiers p ON p.account_id = a.id AND p.kind = 'phone' AND p.is_primary
LEFT JOIN account_identifiers u ON u.account_id = a.id AND u.kind = 'username' AND u.is_primary
WHERE a.id = $1
