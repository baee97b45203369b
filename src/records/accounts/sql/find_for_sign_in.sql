-- What a password sign-in needs of the account that an identifier names; empty when nobody has it or it is not verified.
SELECT a.id, a.status, w.hash AS password_hash, s.restrictions, s.mfa_required
FROM account_identifiers i
JOIN accounts a ON a.id = i.account_id
JOIN security_profiles s ON s.id = a.security_profile_id
LEFT JOIN passwords w ON w.account_id = a.id
WHERE i.kind = $1 AND i.canonical = $2 AND (i.verified_at IS NOT NULL OR i.kind = 'username')
