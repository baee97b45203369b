-- One role, locked until the transaction ends; empty when there is none of this name.
SELECT name, permissions, created_at FROM roles WHERE name = $1 FOR NO KEY UPDATE
