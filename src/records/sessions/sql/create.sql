-- Adds a session and its refresh token family, with the shorter of the given time-outs and the security profile's; one row: when the
-- refresh token expires.
WITH policy AS (
  SELECT least($9::double precision, p.session_timeout * 60) AS idle,
         $11::timestamptz + make_interval(secs => least($10::double precision, p.absolute_session_timeout * 60.0)) AS ends_at
  FROM accounts a JOIN security_profiles p ON p.id = a.security_profile_id
  WHERE a.id = $1
), session AS (
  INSERT INTO user_sessions (account_id, id, device_id, ip_address, user_agent, acr, amr, auth_time, expires_at, created_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, $11, ends_at, $11 FROM policy
)
INSERT INTO refresh_tokens (account_id, session_id, nonce_hash, rotated_at, idle_timeout, expires_at, created_at)
SELECT $1, $2, $8, $11, idle::integer, least(ends_at, $11::timestamptz + make_interval(secs => idle)), $11 FROM policy
RETURNING expires_at AS refresh_expires_at
