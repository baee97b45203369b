-- Second factors: what an account has, sign-ins that wait for one, and requests that another device answers.

ALTER TABLE security_profiles
  ADD COLUMN allowed_methods text[] NOT NULL
    DEFAULT '{totp,sms,email,hardware_key,biometric,push,qr}',
  ADD COLUMN trusted_device_days integer NOT NULL DEFAULT 30 CHECK (trusted_device_days >= 0),  -- 0: none is spared
  ADD COLUMN enrolment_grace_days integer NOT NULL DEFAULT 0 CHECK (enrolment_grace_days >= 0),
  -- {"password.change": "aal2"}: what an operation asks for beyond what it asks of everybody
  ADD COLUMN minimum_acr jsonb NOT NULL DEFAULT '{}';

-- Operators prove themselves with each sign-in, by factors that cannot be intercepted.
UPDATE security_profiles
SET trusted_device_days = 0, allowed_methods = '{totp,hardware_key,biometric,push}'
WHERE profile_name = 'operator';

-- Since when the profile holds: the grace for enrolment counts from here.
ALTER TABLE accounts ADD COLUMN security_profile_since timestamptz;

-- One row a factor. Backup codes are apart: they stand in for any of these.
CREATE TABLE user_mfa (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL,
  method_type text NOT NULL
    CHECK (method_type IN ('totp', 'sms', 'email', 'hardware_key', 'biometric', 'push', 'qr')),
  name text NOT NULL,
  is_enabled boolean NOT NULL DEFAULT false,  -- false until it has been used once
  secret bytea,                               -- sealed under the account's data key: TOTP secret, push target
  address text,                               -- sms, email: where codes go
  device_id uuid,                             -- push: the device that is asked
  last_step bigint NOT NULL DEFAULT 0,        -- totp: the time step of the last code, which works once
  drift smallint NOT NULL DEFAULT 0,          -- totp: steps by which the person's clock is off
  last_used timestamptz,
  last_used_ip inet,
  expires_at timestamptz,                     -- of an enrolment that nobody confirmed
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 80);
CREATE INDEX user_mfa_unconfirmed ON user_mfa (expires_at) WHERE NOT is_enabled;

-- The companion of hardware_key and biometric: a credential record (Web Authentication Level 3 section 4). credential_id is
-- unique over all accounts (7.1.26) and is the way from a discoverable credential to its account, so on a sharded cluster
-- this table is distributed by it.
CREATE TABLE passkeys (
  account_id uuid NOT NULL,
  id uuid NOT NULL,
  credential_id bytea NOT NULL,
  user_handle bytea NOT NULL,
  public_key bytea NOT NULL,        -- COSE_Key
  sign_count bigint NOT NULL,
  aaguid uuid NOT NULL,
  transports text[] NOT NULL,
  is_discoverable boolean NOT NULL,
  backup_eligible boolean NOT NULL,
  backup_state boolean NOT NULL,
  attestation_format text NOT NULL,
  attestation_trust text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id),
  CONSTRAINT passkeys_credential_id UNIQUE (credential_id),
  FOREIGN KEY (account_id, id) REFERENCES user_mfa ON DELETE CASCADE
) WITH (fillfactor = 80);

CREATE TABLE backup_codes (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  code_mac bytea NOT NULL,          -- keyed HMAC, bound to the account
  used_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, code_mac)
);

-- A sign-in on its way, or a signed-in session on its way to a fresher proof. Like a registration it has an id that it is found
-- by, for it may begin before anybody knows whose it is. Unlogged, as are the two tables below: a crash of the database forgets
-- what is half done, and people begin again.
CREATE UNLOGGED TABLE sign_ins (
  id uuid PRIMARY KEY,
  account_id uuid,
  purpose text NOT NULL CHECK (purpose IN ('password', 'passkey', 'qr', 'step_up')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'complete', 'denied')),
  session_id uuid,                  -- step_up: the session that asks
  browser_hash bytea,               -- of the cookie of the page that began it; no other browser goes on. null: no page
  identifier_mac bytea NOT NULL,
  device_id uuid,                   -- whose token the client showed
  device_claim jsonb NOT NULL,      -- name, platform, fingerprint
  must_enrol boolean NOT NULL DEFAULT false,  -- the account has no factor and has to have one
  ip_address inet NOT NULL,
  user_agent text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_expires_at ON sign_ins (expires_at);

-- What was asked of whom, by method, and how often it was answered wrongly: factors never share a count. The owner is a sign-in, or
-- a factor that is being enrolled.
CREATE UNLOGGED TABLE challenges (
  owner_id uuid NOT NULL,
  method_type text NOT NULL,        -- of user_mfa, or backup_code, passkey, password
  factor_id uuid,                   -- the one factor that may answer; null: any of the method
  secret bytea,                     -- keyed HMAC of a code, or a WebAuthn challenge; null: none, or it is used
  failures smallint NOT NULL DEFAULT 0,
  sends smallint NOT NULL DEFAULT 0,
  resend_after timestamptz NOT NULL DEFAULT 'epoch',
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (owner_id, method_type)
);
CREATE INDEX challenges_created_at ON challenges (created_at);

-- A question to a device that is signed in already: may that other one sign in? Its number is shown there and picked here.
CREATE UNLOGGED TABLE approvals (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('push', 'qr')),
  sign_in_id uuid NOT NULL,
  account_id uuid,                  -- null: a QR code that nobody has scanned yet
  token_hash bytea,                 -- qr: of what the code holds
  number smallint,                  -- push: what the waiting page shows
  choices smallint[] NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'denied')),
  session_id uuid,                  -- who scanned or decided
  acr text,                         -- of that session
  ip_address inet NOT NULL,         -- of the device that wants to sign in
  user_agent text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT approvals_token UNIQUE (token_hash)
);
CREATE INDEX approvals_sign_in ON approvals (sign_in_id, created_at);
CREATE INDEX approvals_account ON approvals (account_id, created_at);
CREATE INDEX approvals_expires_at ON approvals (expires_at);

-- The waiting page may be held by any instance.
CREATE FUNCTION announce_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_approvals', NEW.sign_in_id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER announce_approval AFTER UPDATE ON approvals
  FOR EACH ROW EXECUTE FUNCTION announce_approval();

-- How many messages went out today, for an account and for everybody: text messages cost money, and fraudsters earn it.
CREATE TABLE message_budgets (
  subject text NOT NULL,            -- an account's id, a country, a keyed hash of an address, or "all"
  day date NOT NULL,
  sent integer NOT NULL,
  PRIMARY KEY (subject, day)
) WITH (fillfactor = 70);

-- Secrets of the service itself, sealed under the key ring: the key pair that signs web push messages (VAPID).
CREATE TABLE service_keys (
  name text PRIMARY KEY,
  value bytea NOT NULL,
  created_at timestamptz NOT NULL
);

ALTER TABLE deliveries DROP CONSTRAINT deliveries_channel_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_channel_check CHECK (channel IN ('email', 'sms', 'push'));
