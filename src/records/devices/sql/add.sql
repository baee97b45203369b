-- Adds a device; affects no row when the account has one with these traits.
INSERT INTO trusted_devices
  (account_id, id, device_name, device_type, platform, traits_hash, ip_address, user_agent, last_seen, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
ON CONFLICT ON CONSTRAINT trusted_devices_traits DO NOTHING
