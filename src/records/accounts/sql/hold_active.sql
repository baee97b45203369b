-- Locks the rows of active accounts until the transaction ends, in the order of their ids; no row where one is not active.
SELECT g.ordinal
FROM unnest($1::uuid[]) WITH ORDINALITY AS g(id, ordinal) JOIN accounts a ON a.id = g.id
WHERE a.status = 'active'
ORDER BY g.id
FOR NO KEY UPDATE OF a
