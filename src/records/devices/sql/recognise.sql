-- Finds a device by the id its token carries, else by its traits, else adds it; always one row.
-- $1 account, $2 claimed id, $3 new id, $4 name, $5 type, $6 platform, $7 traits, $8 address, $9 user agent, $10 now.
WITH known AS (
  UPDATE trusted_devices SET last_seen = $10, ip_address = $8, user_agent = $9
  WHERE account_id = $1 AND id = $2
  RETURNING id, false AS is_new
), found AS (
  INSERT INTO trusted_devices
    (account_id, id, device_name, device_type, platform, traits_hash, ip_address, user_agent, last_seen, created_at)
  SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $10 WHERE NOT EXISTS (SELECT FROM known)
  ON CONFLICT ON CONSTRAINT trusted_devices_traits
  DO UPDATE SET last_seen = excluded.last_seen, ip_address = excluded.ip_address, user_agent = excluded.user_agent
  RETURNING id, xmax = 0 AS is_new
)
SELECT id, is_new FROM known
UNION ALL
SELECT id, is_new FROM found
