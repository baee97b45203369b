-- Adds events; returns nothing.
INSERT INTO outbox (id, account_id, event_type, payload, created_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::timestamptz[])
