-- Uses up time steps of TOTP factors; no row where it or a later one is used already.
UPDATE user_mfa m SET last_step = g.step, drift = g.drift, last_used = g.now, last_used_ip = g.ip_address
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::smallint[], $5::timestamptz[], $6::inet[]) WITH ORDINALITY
  AS g(account_id, id, step, drift, now, ip_address, ordinal)
WHERE m.account_id = g.account_id AND m.id = g.id AND m.is_enabled AND m.last_step < g.step
RETURNING g.ordinal
