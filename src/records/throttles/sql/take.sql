-- Counts tries and returns what decides about each; always one row each.
-- $1 subject, $2 source, $3 factor, $4 free tries, $5 longest wait in s, $6 memory in s, $7 now, $8 first wait in s.
WITH given AS MATERIALIZED (
  SELECT subject, source, factor, free_tries, longest_wait, memory, now, first_wait, ordinal
  FROM unnest($1::bytea[], $2::text[], $3::text[], $4::integer[], $5::float8[], $6::float8[], $7::timestamptz[],
                       $8::float8[]) WITH ORDINALITY
    AS g(subject, source, factor, free_tries, longest_wait, memory, now, first_wait, ordinal)
), taken AS (
  INSERT INTO throttles AS t (subject, source, factor, failures, is_refused, blocked_until, last_failure_at)
  SELECT subject, source, factor, 1, false, 'epoch', now FROM given
  ON CONFLICT (subject, source, factor) DO UPDATE SET (failures, is_refused, blocked_until, last_failure_at) = (
    SELECT CASE WHEN t.last_failure_at < g.now - make_interval(secs => g.memory) THEN 1
                WHEN t.blocked_until > g.now THEN t.failures
                ELSE t.failures + 1 END,
           t.last_failure_at >= g.now - make_interval(secs => g.memory) AND t.blocked_until > g.now,
           CASE WHEN t.last_failure_at < g.now - make_interval(secs => g.memory) THEN 'epoch'
                WHEN t.blocked_until > g.now THEN t.blocked_until
                WHEN t.failures + 1 < g.free_tries THEN 'epoch'
                ELSE g.now + make_interval(secs =>
                  least(g.longest_wait, g.first_wait * 2.0 ^ least(t.failures + 1 - g.free_tries, 30))) END,
           CASE WHEN t.blocked_until > g.now THEN t.last_failure_at ELSE g.now END
    FROM given g WHERE g.subject = t.subject AND g.source = t.source AND g.factor = t.factor)
  RETURNING subject, source, factor, failures, is_refused, blocked_until
)
SELECT g.ordinal, t.failures, t.is_refused, t.blocked_until
FROM taken t JOIN given g ON g.subject = t.subject AND g.source = t.source AND g.factor = t.factor
