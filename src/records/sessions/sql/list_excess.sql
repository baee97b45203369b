-- The oldest sessions that must end so that one more fits the security profile's limit. Those that idled out take no place.
SELECT g.ordinal, e.id
FROM unnest($1::uuid[], $2::timestamptz[]) WITH ORDINALITY AS g(account_id, now, ordinal)
JOIN accounts a ON a.id = g.account_id
JOIN security_profiles p ON p.id = a.security_profile_id
CROSS JOIN LATERAL (
  SELECT s.id FROM user_sessions s JOIN refresh_tokens t ON t.account_id = s.account_id AND t.session_id = s.id
  WHERE s.account_id = g.account_id AND s.is_active AND t.expires_at > g.now
  ORDER BY s.created_at DESC, s.id DESC
  OFFSET p.max_sessions - 1
) AS e
WHERE (SELECT count(*) FROM user_sessions s WHERE s.account_id = g.account_id AND s.is_active) >= p.max_sessions
