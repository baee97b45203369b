-- Adds an entry to the audit trail; returns nothing.
INSERT INTO audit_trails
  (id, account_id, actor, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, request_id,
   timestamp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
