-- The oldest unpublished events, in order.
SELECT id, account_id, event_type, payload, created_at
FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT $1
