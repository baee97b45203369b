-- Removes a batch of challenges made before $1; affects at most $2 rows.
DELETE FROM challenges
WHERE (owner_id, method_type) IN (SELECT owner_id, method_type FROM challenges WHERE created_at < $1 LIMIT $2)
