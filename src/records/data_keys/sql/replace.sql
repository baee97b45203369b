-- Puts the same key, wrapped anew, in the place of $2; affects no row when another instance was faster.
UPDATE data_keys SET wrapped_key = $3, key_encryption_key = $4 WHERE account_id = $1 AND wrapped_key = $2
