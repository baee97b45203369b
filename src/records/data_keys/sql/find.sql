-- The wrapped key of an account; empty when it has none yet.
SELECT wrapped_key FROM data_keys WHERE account_id = $1
