-- Copies the first account's password to accounts user1@bench.example … user:last@bench.example.
CREATE TEMP TABLE made AS
SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS identifier FROM generate_series(1, :last) n;
INSERT INTO accounts (id, account_type, locale, time_zone, created_at, updated_at)
SELECT id, 'individual', 'en', 'UTC', now(), now() FROM made;
INSERT INTO account_identifiers (account_id, id, kind, canonical, display, verified_at, created_at)
SELECT id, identifier, 'email', name, name, now(), now()
FROM made, LATERAL (SELECT 'user' || n || '@bench.example' AS name) named;
INSERT INTO passwords (account_id, hash, changed_at)
SELECT made.id, w.hash, now()
FROM made, account_identifiers i JOIN passwords w ON w.account_id = i.account_id
WHERE i.canonical = 'user0@bench.example';
ANALYZE accounts, account_identifiers, passwords;
