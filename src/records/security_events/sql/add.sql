-- Adds security events; returns nothing.
INSERT INTO security_events
  (account_id, id, event_type, event_data, severity, is_resolved, session_id, device_id, ip_address, user_agent, created_at)
SELECT unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::jsonb[]), unnest($5::text[]),
       unnest($6::boolean[]), unnest($7::uuid[]), unnest($8::uuid[]), unnest($9::inet[]), unnest($10::text[]),
       unnest($11::timestamptz[])
