-- Adds events; returns nothing.
INSERT INTO outbox (id, account_id, event_type, payload, created_at)
SELECT unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::jsonb[]), unnest($5::timestamptz[])
