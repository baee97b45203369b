-- Adds entries to the audit trail; returns nothing.
INSERT INTO audit_trails
  (id, account_id, actor, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, request_id,
   timestamp)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[],
                     $9::inet[], $10::text[], $11::text[], $12::timestamptz[])
