-- When an account's password was last changed; empty when it has none.
SELECT changed_at FROM passwords WHERE account_id = $1
