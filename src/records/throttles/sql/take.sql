-- Counts a try and returns what decides about it; always one row.
-- $1 subject, $2 source, $3 factor, $4 free tries, $5 longest wait in s, $6 memory in s, $7 now, $8 first wait in s.
INSERT INTO throttles AS t (subject, source, factor, failures, is_refused, blocked_until, last_failure_at)
VALUES ($1, $2, $3, 1, false, 'epoch', $7)
ON CONFLICT (subject, source, factor) DO UPDATE SET
  failures = CASE WHEN t.last_failure_at < $7 - make_interval(secs => $6) THEN 1
                  WHEN t.blocked_until > $7 THEN t.failures
                  ELSE t.failures + 1 END,
  is_refused = t.last_failure_at >= $7 - make_interval(secs => $6) AND t.blocked_until > $7,
  blocked_until = CASE WHEN t.last_failure_at < $7 - make_interval(secs => $6) THEN 'epoch'
                       WHEN t.blocked_until > $7 THEN t.blocked_until
                       WHEN t.failures + 1 < $4 THEN 'epoch'
                       ELSE $7 + make_interval(secs => least($5, $8 * 2.0 ^ least(t.failures + 1 - $4, 30))) END,
  last_failure_at = CASE WHEN t.blocked_until > $7 THEN t.last_failure_at ELSE $7 END
RETURNING failures, is_refused, blocked_until
