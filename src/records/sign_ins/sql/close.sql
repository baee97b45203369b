-- Closes open sign-ins as complete or denied; no row where one is closed or expired.
UPDATE sign_ins s SET state = g.state
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS g(id, state, now, ordinal)
WHERE s.id = g.id AND s.state = 'open' AND s.expires_at > g.now
RETURNING g.ordinal
