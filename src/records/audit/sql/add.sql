-- Adds entries to the audit trail; returns nothing.
INSERT INTO audit_trails
  (id, account_id, actor, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, request_id,
   timestamp)
SELECT unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
       unnest($6::text[]), unnest($7::jsonb[]), unnest($8::jsonb[]), unnest($9::inet[]), unnest($10::text[]),
       unnest($11::text[]), unnest($12::timestamptz[])
