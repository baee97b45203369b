-- Adds an identifier; affects no row when it already belongs to somebody.
INSERT INTO account_identifiers (account_id, id, kind, canonical, display, verified_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT ON CONSTRAINT account_identifiers_canonical DO NOTHING
