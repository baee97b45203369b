-- Adds sessions and their refresh token families, with the shorter of the given time-outs and the security profile's; when each refresh
-- token expires. No row where the account has as many sessions as its profile allows, or its password was changed after $12 (null: never).
-- $7: the text of an array.
WITH given AS MATERIALIZED (
  SELECT g.*, least(g.idle, p.session_timeout * 60) AS idle_timeout,
         g.now + make_interval(secs => least(g.absolute, p.absolute_session_timeout * 60.0)) AS ends_at
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::inet[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::float8[],
              $10::float8[], $11::timestamptz[], $12::timestamptz[]) WITH ORDINALITY
    AS g(account_id, id, device_id, ip_address, user_agent, acr, amr, nonce_hash, idle, absolute, now, password_since,
         ordinal)
  JOIN accounts a ON a.id = g.account_id
  JOIN security_profiles p ON p.id = a.security_profile_id
  WHERE NOT EXISTS (SELECT FROM passwords w WHERE w.account_id = g.account_id AND w.changed_at > g.password_since)
    AND ((SELECT count(*) FROM user_sessions s WHERE s.account_id = g.account_id AND s.is_active) < p.max_sessions
         OR (SELECT count(*)
             FROM user_sessions s JOIN refresh_tokens t ON t.account_id = s.account_id AND t.session_id = s.id
             WHERE s.account_id = g.account_id AND s.is_active AND t.expires_at > g.now) < p.max_sessions)
), session AS (
  INSERT INTO user_sessions (account_id, id, device_id, ip_address, user_agent, acr, amr, auth_time, expires_at, created_at)
  SELECT account_id, id, device_id, ip_address, user_agent, acr, amr::text[], now, ends_at, now FROM given
), family AS (
  INSERT INTO refresh_tokens (account_id, session_id, nonce_hash, rotated_at, idle_timeout, expires_at, created_at)
  SELECT account_id, id, nonce_hash, now, idle_timeout::integer, least(ends_at, now + make_interval(secs => idle_timeout)), now
  FROM given
)
SELECT ordinal, least(ends_at, now + make_interval(secs => idle_timeout)) AS refresh_expires_at FROM given
