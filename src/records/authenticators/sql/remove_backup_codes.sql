-- Removes every backup code of an account, used or not; affects no row when it has none.
DELETE FROM backup_codes WHERE account_id = $1
