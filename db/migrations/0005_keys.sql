-- Keys: those that sign access tokens, and the wrapped key of each account's encrypted columns.

CREATE TABLE signing_keys (
  id uuid PRIMARY KEY,
  kid text NOT NULL UNIQUE,         -- RFC 7638 thumbprint
  algorithm text NOT NULL,
  public_jwk jsonb NOT NULL,
  private_jwk bytea NOT NULL,       -- sealed
  activates_at timestamptz NOT NULL, -- published before it signs, so that every verifier has seen it
  retires_at timestamptz,           -- stays published until every token it signed has expired
  created_at timestamptz NOT NULL
);

-- Deleting the row makes everything sealed under it unreadable (crypto-shredding).
CREATE TABLE data_keys (
  account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  wrapped_key bytea NOT NULL,
  key_encryption_key text NOT NULL,
  created_at timestamptz NOT NULL
);
