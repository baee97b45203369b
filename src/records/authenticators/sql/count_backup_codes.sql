-- How many backup codes are left, and when they were made (null: never); always one row.
SELECT count(*) FILTER (WHERE used_at IS NULL) AS remaining, max(created_at) AS created_at FROM backup_codes WHERE account_id = $1
