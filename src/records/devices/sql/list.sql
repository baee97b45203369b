-- The devices of an account, most recently seen first.
SELECT id, device_name, device_type, platform, ip_address, user_agent, is_trusted, trusted_until, last_seen, created_at
FROM trusted_devices WHERE account_id = $1
ORDER BY last_seen DESC, id DESC
