-- Trusts a device until $3; which trust this is, a new one unless one is running at $4; empty when the account has no such device.
UPDATE trusted_devices
SET trust_generation = trust_generation + CASE WHEN is_trusted AND trusted_until > $4 THEN 0 ELSE 1 END,
    is_trusted = true, trusted_until = $3
WHERE account_id = $1 AND id = $2
RETURNING trust_generation
