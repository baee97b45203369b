-- Forgets a counter; returns nothing.
DELETE FROM throttles WHERE subject = $1 AND source = $2 AND factor = $3
