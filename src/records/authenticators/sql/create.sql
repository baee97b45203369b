-- Adds a factor that is not confirmed yet; returns nothing.
INSERT INTO user_mfa (account_id, id, method_type, name, secret, address, device_id, expires_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
