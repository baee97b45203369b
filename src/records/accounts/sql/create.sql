-- Adds an account; returns nothing.
INSERT INTO accounts (id, account_type, display_name, locale, time_zone, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $6)
