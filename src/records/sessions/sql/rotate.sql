-- Succeeds generation $4 of a refresh token family or says why not; empty when there is no such family.
-- $1 account, $2 session, $3 nonce hash, $4 generation, $5 grace in s, $6 now.
WITH rotated AS (
  UPDATE refresh_tokens t
  SET generation = t.generation + 1, rotated_at = $6,
      expires_at = least(s.expires_at, $6::timestamptz + make_interval(secs => t.idle_timeout))
  FROM user_sessions s, accounts a
  WHERE t.account_id = $1 AND t.session_id = $2 AND t.nonce_hash = $3 AND t.generation = $4
    AND NOT t.is_revoked AND t.expires_at > $6
    AND s.account_id = $1 AND s.id = $2 AND s.is_active
    AND a.id = $1 AND a.status = 'active'
  RETURNING t.generation, t.expires_at, s.acr, s.amr, s.auth_time, a.roles,
            nullif(a.security_profile_id, '00000000-0000-7000-8000-000000000001') AS security_profile_id
)
SELECT 'rotated' AS outcome, generation, expires_at AS refresh_expires_at, acr, amr, auth_time, roles,
       security_profile_id
FROM rotated
UNION ALL
SELECT CASE WHEN t.is_revoked OR NOT s.is_active OR a.status <> 'active' OR t.expires_at <= $6 THEN 'ended'
            WHEN t.generation = $4 THEN 'raced'
            WHEN t.generation = $4 + 1 AND t.rotated_at > $6::timestamptz - make_interval(secs => $5) THEN 'repeated'
            ELSE 'replayed' END,
       t.generation, t.expires_at, s.acr, s.amr, s.auth_time, a.roles,
       nullif(a.security_profile_id, '00000000-0000-7000-8000-000000000001')
FROM refresh_tokens t
JOIN user_sessions s ON s.account_id = t.account_id AND s.id = t.session_id
JOIN accounts a ON a.id = t.account_id
WHERE t.account_id = $1 AND t.session_id = $2 AND t.nonce_hash = $3 AND NOT EXISTS (SELECT FROM rotated)
