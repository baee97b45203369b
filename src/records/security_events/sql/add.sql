-- Adds a security event; returns nothing.
INSERT INTO security_events
  (account_id, id, event_type, event_data, severity, is_resolved, session_id, device_id, ip_address, user_agent, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
