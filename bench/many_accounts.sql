-- Accounts user:first … user:last@bench.example with the first account's password; every fourth one has a device and a session. For a
-- superuser: triggers and foreign keys are left out, for what they look after is right here.
SET session_replication_role = replica;
SET synchronous_commit = off;

-- Identifiers as the product makes them (UUIDv7): in the order of their making, random after that.
CREATE OR REPLACE FUNCTION bench_id(n bigint, kind text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(1700000000000 + n * 7), 12, '0') || '7' || substr(md5(n || kind), 1, 3) || '8' || substr(md5(n || kind), 4, 15))::uuid
$$;

INSERT INTO accounts (id, account_type, email, email_verified, locale, time_zone, created_at, updated_at)
SELECT bench_id(n, 'account'), 'individual', 'user' || n || '@bench.example', true, 'en', 'UTC', now(), now()
FROM generate_series(:first::bigint, :last) n;

INSERT INTO account_identifiers (account_id, id, kind, canonical, display, verified_at, created_at)
SELECT bench_id(n, 'account'), bench_id(n, 'identifier'), 'email', 'user' || n || '@bench.example', 'user' || n || '@bench.example', now(), now()
FROM generate_series(:first::bigint, :last) n;

INSERT INTO passwords (account_id, hash, changed_at)
SELECT bench_id(n, 'account'), first.hash, now()
FROM generate_series(:first::bigint, :last) n,
     (SELECT w.hash FROM passwords w JOIN account_identifiers i ON i.account_id = w.account_id WHERE i.canonical = 'user0@bench.example') first;

INSERT INTO trusted_devices (account_id, id, device_name, device_type, platform, traits_hash, ip_address, user_agent, last_seen, created_at)
SELECT bench_id(n, 'account'), bench_id(n, 'device'), 'Chrome on Android', 'mobile', 'android', sha256(uuid_send(bench_id(n, 'device'))),
       '203.0.113.7', 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36', now(), now()
FROM generate_series(:first::bigint, :last) n WHERE n % 4 = 0;

INSERT INTO user_sessions (account_id, id, device_id, ip_address, user_agent, acr, amr, auth_time, expires_at, created_at)
SELECT bench_id(n, 'account'), bench_id(n, 'session'), bench_id(n, 'device'), '203.0.113.7',
       'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36', 'aal1', '{pwd}', now(), now() + interval '90 days', now()
FROM generate_series(:first::bigint, :last) n WHERE n % 4 = 0;

-- The nonce of a family is the hash of its account's id: bench_refresh_tokens makes the token of it.
INSERT INTO refresh_tokens (account_id, session_id, nonce_hash, rotated_at, idle_timeout, expires_at, created_at)
SELECT bench_id(n, 'account'), bench_id(n, 'session'), sha256(sha256(uuid_send(bench_id(n, 'account')))), now(), 2592000, now() + interval '30 days', now()
FROM generate_series(:first::bigint, :last) n WHERE n % 4 = 0;
