-- Wrong codes of a method in a row, over all sign-ins and however long it takes: NIST SP 800-63B-4 section 3.2.2 permits a hundred.
-- No row: none since the last right one.
CREATE TABLE wrong_codes (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  method_type text NOT NULL,        -- of user_mfa
  failures integer NOT NULL,
  PRIMARY KEY (account_id, method_type)
) WITH (fillfactor = 80);
