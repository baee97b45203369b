-- Adds happenings as security events, entries of the audit trail and events for other services.
WITH given AS MATERIALIZED (
  SELECT unnest($1::uuid[]) AS account_id, unnest($2::text[]) AS type, unnest($3::timestamptz[]) AS now, unnest($4::inet[]) AS ip_address,
         unnest($5::text[]) AS user_agent, unnest($6::uuid[]) AS session_id, unnest($7::uuid[]) AS device_id,
         unnest($8::uuid[]) AS event_id, unnest($9::jsonb[]) AS event_data, unnest($10::text[]) AS severity,
         unnest($11::uuid[]) AS entry_id, unnest($12::text[]) AS actor, unnest($13::jsonb[]) AS old_values,
         unnest($14::jsonb[]) AS new_values, unnest($15::text[]) AS resource_type, unnest($16::text[]) AS resource_id,
         unnest($17::text[]) AS request_id, unnest($18::uuid[]) AS outbox_id, unnest($19::jsonb[]) AS payload
), event AS (
  INSERT INTO security_events
    (account_id, id, event_type, event_data, severity, is_resolved, session_id, device_id, ip_address, user_agent, created_at)
  SELECT account_id, event_id, type, event_data, severity, false, session_id, device_id, ip_address, user_agent, now FROM given
), entry AS (
  INSERT INTO audit_trails
    (id, account_id, actor, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, request_id,
     timestamp)
  SELECT entry_id, account_id, actor, type, resource_type, resource_id, old_values, new_values, ip_address, user_agent, request_id, now
  FROM given
)
INSERT INTO outbox (id, account_id, event_type, payload, created_at)
SELECT outbox_id, account_id, 'gatehouse.' || type, payload, now FROM given
