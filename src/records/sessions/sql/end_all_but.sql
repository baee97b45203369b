-- Ends every session but $2 (null: every one); returns their ids.
WITH ended AS (
  UPDATE user_sessions SET is_active = false, ended_at = $4, end_reason = $3
  WHERE account_id = $1 AND is_active AND id IS DISTINCT FROM $2
  RETURNING account_id, id
), revoked AS (
  UPDATE refresh_tokens t SET is_revoked = true FROM ended e
  WHERE t.account_id = e.account_id AND t.session_id = e.id
)
SELECT id FROM ended
