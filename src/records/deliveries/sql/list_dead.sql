-- The newest messages that will never be sent.
SELECT id, channel, message, attempts, last_error, created_at
FROM deliveries WHERE status = 'dead' ORDER BY id DESC LIMIT $1
