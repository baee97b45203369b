-- The PHC string of an account's password; empty when it has none.
SELECT hash FROM passwords WHERE account_id = $1
