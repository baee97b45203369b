-- Sign-ins; no row where an id names none.
SELECT g.ordinal, s.id, s.account_id, s.purpose, s.state, s.session_id, s.browser_hash, s.identifier_mac, s.device_id,
       s.device_claim, s.must_enrol, s.ip_address, s.user_agent, s.expires_at, s.created_at, s.trust_generation
FROM unnest($1::uuid[]) WITH ORDINALITY AS g(id, ordinal) JOIN sign_ins s ON s.id = g.id
