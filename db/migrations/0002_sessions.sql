-- Devices, sessions and their refresh tokens.

CREATE TABLE trusted_devices (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL,
  device_name text NOT NULL,
  device_type text NOT NULL CHECK (device_type IN ('mobile', 'desktop', 'tablet', 'other')),
  platform text,
  traits_hash bytea NOT NULL,       -- recognises a device that lost its token: fingerprint, platform, browser family
  ip_address inet NOT NULL,
  user_agent text NOT NULL,
  is_trusted boolean NOT NULL DEFAULT false,
  trusted_until timestamptz,
  last_seen timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id),
  CONSTRAINT trusted_devices_traits UNIQUE (account_id, traits_hash)
) WITH (fillfactor = 80);

-- A session has no token of its own (the plan's session_token): its refresh token is its credential.
CREATE TABLE user_sessions (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL,
  device_id uuid NOT NULL,
  ip_address inet NOT NULL,
  user_agent text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  acr text NOT NULL,
  amr text[] NOT NULL,
  auth_time timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 90);
CREATE INDEX user_sessions_active ON user_sessions (account_id, created_at) WHERE is_active;
-- What a starting instance must know as revoked.
CREATE INDEX user_sessions_ended_at ON user_sessions (ended_at) WHERE ended_at IS NOT NULL;

-- One row a session, rotated in place: the table is as large as the number of sessions, not of refreshes, and a rotation is one
-- HOT update. Each token of the family carries the family's random nonce and its generation under a MAC; the nonce is
-- stored as SHA-256 only. The successor of a generation is always the same token, so a lost answer can be repeated.
CREATE TABLE refresh_tokens (
  account_id uuid NOT NULL,
  session_id uuid NOT NULL,
  nonce_hash bytea NOT NULL,
  generation integer NOT NULL DEFAULT 0,
  rotated_at timestamptz NOT NULL,
  idle_timeout integer NOT NULL,    -- seconds
  expires_at timestamptz NOT NULL,  -- the next use must come before this
  is_revoked boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, session_id),
  FOREIGN KEY (account_id, session_id) REFERENCES user_sessions ON DELETE CASCADE
) WITH (fillfactor = 60);

-- Whatever ends a session tells every instance at the commit: access tokens are checked against what was told.
CREATE FUNCTION announce_ended_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_sessions_ended', NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER announce_ended_session AFTER UPDATE OF is_active ON user_sessions
  FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION announce_ended_session();
