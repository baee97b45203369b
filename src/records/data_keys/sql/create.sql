-- Adds the wrapped key of an account; affects no row when it has one.
INSERT INTO data_keys (account_id, wrapped_key, key_encryption_key, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO NOTHING
