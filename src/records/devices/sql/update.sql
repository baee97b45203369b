-- Renames or trusts a device; empty when the account has no such device.
UPDATE trusted_devices
SET device_name = coalesce($3, device_name), is_trusted = coalesce($4, is_trusted),
    trusted_until = CASE WHEN $4 IS NULL THEN trusted_until WHEN $4 THEN $5 END
WHERE account_id = $1 AND id = $2
RETURNING id, device_name, device_type, platform, ip_address, user_agent, is_trusted, trusted_until, last_seen, created_at
