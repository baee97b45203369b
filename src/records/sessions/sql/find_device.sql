-- The device of a session; empty when it has ended.
SELECT device_id FROM user_sessions WHERE account_id = $1 AND id = $2 AND is_active
