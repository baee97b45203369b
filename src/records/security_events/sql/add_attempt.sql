-- Adds sign-in attempts; returns nothing.
INSERT INTO login_attempts
  (id, account_id, identifier_mac, ip_address, user_agent, device_id, session_id, is_successful, failure_reason, attempted_at)
SELECT unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::bytea[]), unnest($4::inet[]), unnest($5::text[]),
       unnest($6::uuid[]), unnest($7::uuid[]), unnest($8::boolean[]), unnest($9::text[]), unnest($10::timestamptz[])
