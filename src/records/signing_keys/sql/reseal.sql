-- Puts the same private key, sealed anew, in the place of $2; affects no row when another instance was faster.
UPDATE signing_keys SET private_jwk = $3 WHERE id = $1 AND private_jwk = $2
