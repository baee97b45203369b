-- Adds an event; returns nothing.
INSERT INTO outbox (id, account_id, event_type, payload, created_at) VALUES ($1, $2, $3, $4, $5)
