-- Gives every other key an end; affects those that had none.
UPDATE signing_keys SET retires_at = $2 WHERE id <> $1 AND retires_at IS NULL
