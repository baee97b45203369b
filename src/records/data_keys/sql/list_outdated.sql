-- Wrapped keys under another key-encryption key than $1, from account $2 on; at most $3, empty when there are no more.
SELECT account_id, wrapped_key FROM data_keys
WHERE key_encryption_key <> $1 AND ($2::uuid IS NULL OR account_id > $2)
ORDER BY account_id
LIMIT $3
