-- The account that an identifier names; empty when nobody has it.
SELECT a.id, a.account_type, a.status,
       e.display AS email, e.verified_at IS NOT NULL AS email_verified,
       p.display AS phone, p.verified_at IS NOT NULL AS phone_verified,
       u.display AS username,
       a.display_name, a.locale, a.time_zone, a.roles, a.created_at
FROM account_identifiers i
JOIN accounts a ON a.id = i.account_id
LEFT JOIN account_identifiers e ON e.account_id = a.id AND e.kind = 'email' AND e.is_primary
LEFT JOIN account_identifiers p ON p.account_id = a.id AND p.kind = 'phone' AND p.is_primary
LEFT JOIN account_identifiers u ON u.account_id = a.id AND u.kind = 'username' AND u.is_primary
WHERE i.kind = $1 AND i.canonical = $2
