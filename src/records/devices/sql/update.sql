-- Renames a device unless $3 is null, and trusts it no longer if $4; empty when the account has no such device.
UPDATE trusted_devices
SET device_name = coalesce($3, device_name), is_trusted = is_trusted AND NOT $4,
    trusted_until = CASE WHEN NOT $4 THEN trusted_until END
WHERE account_id = $1 AND id = $2
RETURNING id, device_name, device_type, platform, ip_address, user_agent, is_trusted, trusted_until, last_seen, created_at
