-- The keys that are published at $1, the one that activates last first.
SELECT id, kid, algorithm, public_jwk, private_jwk, activates_at, retires_at, created_at
FROM signing_keys WHERE retires_at IS NULL OR retires_at > $1
ORDER BY activates_at DESC, id DESC
