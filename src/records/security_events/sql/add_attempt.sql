-- Adds sign-in attempts; returns nothing.
INSERT INTO login_attempts
  (id, account_id, identifier_mac, ip_address, user_agent, device_id, session_id, is_successful, failure_reason, attempted_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::inet[], $5::text[], $6::uuid[], $7::uuid[], $8::boolean[],
                     $9::text[], $10::timestamptz[])
