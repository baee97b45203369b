-- Counts a wrong code of method $2, up to $3; the last only where another way in is left: a key, codes of another kind, backup codes.
-- Returns the count; empty when it stays as it is.
INSERT INTO wrong_codes AS w (account_id, method_type, failures) VALUES ($1, $2, 1)
ON CONFLICT (account_id, method_type) DO UPDATE SET failures = w.failures + 1
WHERE w.failures + 1 < $3 OR w.failures + 1 = $3
  AND (EXISTS (SELECT FROM backup_codes b WHERE b.account_id = $1 AND b.used_at IS NULL)
       OR EXISTS (SELECT FROM user_mfa o
                  JOIN accounts a ON a.id = o.account_id
                  JOIN security_profiles p ON p.id = a.security_profile_id
                  WHERE o.account_id = $1 AND o.is_enabled AND o.method_type NOT IN ($2, 'push', 'qr')
                    AND o.method_type = ANY (p.allowed_methods)
                    AND NOT EXISTS (SELECT FROM wrong_codes x
                                    WHERE x.account_id = $1 AND x.method_type = o.method_type AND x.failures >= $3)))
RETURNING failures
