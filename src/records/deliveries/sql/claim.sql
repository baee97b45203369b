-- Takes due messages of channel $1 for $3 seconds and counts the attempt; empty when nothing is due.
WITH due AS (
  SELECT id, created_at FROM deliveries
  WHERE status = 'pending' AND channel = $1 AND next_attempt_at <= $4 AND (leased_until IS NULL OR leased_until <= $4)
  ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE deliveries d SET leased_until = $4::timestamptz + make_interval(secs => $3), attempts = attempts + 1
FROM due WHERE d.id = due.id AND d.created_at = due.created_at
RETURNING d.id, d.channel, d.recipient, d.message, d.locale, d.payload, d.attempts, d.expires_at
