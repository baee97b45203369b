-- Forgets counters; no row where there was none.
DELETE FROM throttles t
USING unnest($1::bytea[], $2::text[], $3::text[]) WITH ORDINALITY AS g(subject, source, factor, ordinal)
WHERE t.subject = g.subject AND t.source = g.source AND t.factor = g.factor
RETURNING g.ordinal
