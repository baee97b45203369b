-- Removes a device; affects no row when the account has no such device.
DELETE FROM trusted_devices WHERE account_id = $1 AND id = $2
