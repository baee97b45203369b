-- Notes where devices were seen; no row where an account has no such device.
UPDATE trusted_devices d SET last_seen = g.now, ip_address = g.ip_address, user_agent = g.user_agent
FROM unnest($1::uuid[], $2::uuid[], $3::inet[], $4::text[], $5::timestamptz[]) WITH ORDINALITY
  AS g(account_id, id, ip_address, user_agent, now, ordinal)
WHERE d.account_id = g.account_id AND d.id = g.id
RETURNING g.ordinal
