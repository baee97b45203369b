-- Puts the same value, sealed anew, in the place of $2; affects no row when another instance was faster.
UPDATE service_keys SET value = $3 WHERE name = $1 AND value = $2
