-- Adds a key; returns nothing.
INSERT INTO signing_keys (id, kid, algorithm, public_jwk, private_jwk, activates_at, retires_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
