-- Sets or replaces an account's password; returns nothing.
INSERT INTO passwords (account_id, hash, changed_at) VALUES ($1, $2, $3)
ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
