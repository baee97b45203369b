-- Adds backup codes; returns nothing.
INSERT INTO backup_codes (account_id, code_mac, created_at) SELECT $1, unnest($2::bytea[]), $3
