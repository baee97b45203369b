-- The status of an account, whose row stays locked until the transaction ends; empty when the id names none.
SELECT status FROM accounts WHERE id = $1 FOR NO KEY UPDATE
