-- Queues a message; affects no row when its id is queued already.
INSERT INTO deliveries
  (id, account_id, channel, recipient, message, locale, payload, expires_at, next_attempt_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
ON CONFLICT DO NOTHING
