-- The same password under other parameters; affects no row when the password has changed meanwhile.
UPDATE passwords SET hash = $3 WHERE account_id = $1 AND hash = $2
