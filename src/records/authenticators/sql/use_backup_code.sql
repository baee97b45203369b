-- Uses up a backup code; affects no row when there is no such code or it was used before.
UPDATE backup_codes SET used_at = $3 WHERE account_id = $1 AND code_mac = $2 AND used_at IS NULL
