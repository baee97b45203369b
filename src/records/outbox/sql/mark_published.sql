-- Marks events as published; affects those that were not.
UPDATE outbox SET published_at = $2 WHERE id = ANY ($1) AND published_at IS NULL
