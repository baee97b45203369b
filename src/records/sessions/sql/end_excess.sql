-- Ends the oldest sessions so that one more fits the security profile's limit; returns their ids. Those that idled out
-- take no place.
WITH excess AS (
  SELECT s.id FROM user_sessions s JOIN refresh_tokens t ON t.account_id = s.account_id AND t.session_id = s.id
  WHERE s.account_id = $1 AND s.is_active AND t.expires_at > $2
  ORDER BY s.created_at DESC, s.id DESC
  OFFSET (SELECT p.max_sessions - 1 FROM accounts a JOIN security_profiles p ON p.id = a.security_profile_id WHERE a.id = $1)
), ended AS (
  UPDATE user_sessions SET is_active = false, ended_at = $2, end_reason = 'session_limit'
  WHERE account_id = $1 AND id IN (SELECT id FROM excess)
  RETURNING account_id, id
), revoked AS (
  UPDATE refresh_tokens t SET is_revoked = true FROM ended e
  WHERE t.account_id = e.account_id AND t.session_id = e.id
)
SELECT id FROM ended
