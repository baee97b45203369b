-- Accounts, what they are called by, how they prove themselves, and what they may do.

CREATE TABLE security_profiles (
  id uuid PRIMARY KEY,
  profile_name text NOT NULL UNIQUE,
  permissions text[] NOT NULL DEFAULT '{}',
  -- {"networks": ["10.0.0.0/8"], "hours": {"from": "08:00", "to": "18:00", "time_zone": "Asia/Dhaka"}}
  restrictions jsonb NOT NULL DEFAULT '{}',
  mfa_required boolean NOT NULL DEFAULT false,
  session_timeout integer NOT NULL CHECK (session_timeout > 0),             -- minutes without a refresh
  absolute_session_timeout integer NOT NULL CHECK (absolute_session_timeout > 0),  -- minutes from sign-in
  max_sessions integer NOT NULL CHECK (max_sessions > 0),
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO security_profiles
  (id, profile_name, permissions, mfa_required, session_timeout, absolute_session_timeout, max_sessions)
VALUES
  ('00000000-0000-7000-8000-000000000001', 'default', '{}', false, 43200, 129600, 20),
  ('00000000-0000-7000-8000-000000000002', 'operator', '{accounts.read,accounts.write,sessions.revoke}', true, 60, 720, 3);

CREATE TABLE roles (
  name text PRIMARY KEY,
  permissions text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO roles (name, permissions) VALUES
  ('support', '{accounts.read}'),
  ('operator', '{accounts.read,accounts.write,sessions.revoke}');

CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  account_type text NOT NULL CHECK (account_type IN ('individual', 'business')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'locked', 'suspended')),
  status_reason text,
  -- The primary identifiers as they are shown, copied here by a trigger: the account is read with every request, and one
  -- row is a third of the cost of four.
  email text,
  email_verified boolean NOT NULL DEFAULT false,
  phone text,
  phone_verified boolean NOT NULL DEFAULT false,
  username text,
  display_name text,
  locale text NOT NULL,
  time_zone text NOT NULL,
  roles text[] NOT NULL DEFAULT '{}',
  security_profile_id uuid NOT NULL DEFAULT '00000000-0000-7000-8000-000000000001' REFERENCES security_profiles,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

-- E-mail addresses, phone numbers and user names. (kind, canonical) is the one key that does not lead with the account:
-- it is the way from a sign-in name to the account, so on a sharded cluster this table is distributed by `canonical`.
CREATE TABLE account_identifiers (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('email', 'phone', 'username')),
  canonical text NOT NULL,          -- for comparison
  display text NOT NULL,            -- as the person wrote it, for delivery
  is_primary boolean NOT NULL DEFAULT true,
  verified_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id),
  CONSTRAINT account_identifiers_canonical UNIQUE (kind, canonical)
);

CREATE FUNCTION copy_primary_identifiers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.account_id ELSE NEW.account_id END;
BEGIN
  UPDATE accounts
  SET (email, email_verified, phone, phone_verified, username) = (
    SELECT max(display) FILTER (WHERE kind = 'email'),
           coalesce(bool_or(verified_at IS NOT NULL) FILTER (WHERE kind = 'email'), false),
           max(display) FILTER (WHERE kind = 'phone'),
           coalesce(bool_or(verified_at IS NOT NULL) FILTER (WHERE kind = 'phone'), false),
           max(display) FILTER (WHERE kind = 'username')
    FROM account_identifiers
    WHERE account_id = changed AND is_primary)
  WHERE id = changed;
  RETURN NULL;
END $$;

CREATE TRIGGER copy_primary_identifiers AFTER INSERT OR UPDATE OR DELETE ON account_identifiers
  FOR EACH ROW EXECUTE FUNCTION copy_primary_identifiers();

-- One primary identifier of each kind.
CREATE UNIQUE INDEX account_identifiers_primary ON account_identifiers (account_id, kind) WHERE is_primary;

CREATE TABLE passwords (
  account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  hash text NOT NULL,               -- PHC string, Argon2id
  changed_at timestamptz NOT NULL
) WITH (fillfactor = 90);

-- A person on the way to an account. Nothing here tells whether the address is already taken: such a row differs only in
-- that no code opens it.
CREATE TABLE registrations (
  id uuid PRIMARY KEY,
  identifier_kind text NOT NULL CHECK (identifier_kind IN ('email', 'phone')),
  identifier_canonical text NOT NULL,
  identifier_display text NOT NULL,
  password_hash text NOT NULL,
  display_name text,
  account_type text NOT NULL CHECK (account_type IN ('individual', 'business')),
  locale text NOT NULL,
  time_zone text NOT NULL,
  consents jsonb NOT NULL DEFAULT '{}',
  code_mac bytea NOT NULL,          -- keyed HMAC of the code, bound to this row
  code_expires_at timestamptz NOT NULL,
  tries smallint NOT NULL DEFAULT 0,
  sends smallint NOT NULL DEFAULT 1,
  resend_after timestamptz NOT NULL,
  completed_at timestamptz,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX registrations_expires_at ON registrations (expires_at);

CREATE TABLE consents (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  consent_type text NOT NULL,
  consent_given boolean NOT NULL,
  consent_date timestamptz NOT NULL,
  consent_source text NOT NULL,
  PRIMARY KEY (account_id, consent_type)
);

-- Failed proofs by (who is claimed, where from, by which factor). Unlogged: a crash forgets the counters, and nobody waits for
-- the disk to count a wrong password. The subject is a keyed hash of the sign-in name, whether or not an account has it, so
-- that throttling does not tell them apart.
CREATE UNLOGGED TABLE throttles (
  subject bytea NOT NULL,
  source text NOT NULL,             -- a network, or the id of a recognised device
  factor text NOT NULL,
  failures integer NOT NULL,
  is_refused boolean NOT NULL,      -- the last try came while blocked
  blocked_until timestamptz NOT NULL,
  last_failure_at timestamptz NOT NULL,
  PRIMARY KEY (subject, source, factor)
) WITH (fillfactor = 70);
CREATE INDEX throttles_last_failure_at ON throttles (last_failure_at);
