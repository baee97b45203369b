-- Adds security events; returns nothing.
INSERT INTO security_events
  (account_id, id, event_type, event_data, severity, is_resolved, session_id, device_id, ip_address, user_agent, created_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::text[], $6::boolean[], $7::uuid[], $8::uuid[],
                     $9::inet[], $10::text[], $11::timestamptz[])
