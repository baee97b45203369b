-- The sessions of every account that were ended since $1.
SELECT id FROM user_sessions WHERE ended_at >= $1
