-- What happened: security events for the person, the audit trail for the operator, the outbox for other services, and every
-- sign-in attempt. All partitioned by month; retention drops partitions. The default partitions catch rows of a month whose
-- partition does not exist yet.

CREATE TABLE security_events (
  account_id uuid NOT NULL,
  id uuid NOT NULL,
  event_type text NOT NULL,
  event_data jsonb NOT NULL DEFAULT '{}',
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  is_resolved boolean NOT NULL DEFAULT false,
  session_id uuid,
  device_id uuid,
  ip_address inet,
  user_agent text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id, created_at)
) PARTITION BY RANGE (created_at);
CREATE TABLE security_events_default PARTITION OF security_events DEFAULT;

-- The plan's email column is a keyed hash: people type passwords into the name field.
CREATE TABLE login_attempts (
  id uuid NOT NULL,
  account_id uuid,
  identifier_mac bytea NOT NULL,
  ip_address inet NOT NULL,
  user_agent text NOT NULL,
  device_id uuid,
  session_id uuid,
  is_successful boolean NOT NULL,
  failure_reason text,
  attempted_at timestamptz NOT NULL,
  PRIMARY KEY (id, attempted_at)
) PARTITION BY RANGE (attempted_at);
CREATE TABLE login_attempts_default PARTITION OF login_attempts DEFAULT;
CREATE INDEX login_attempts_account ON login_attempts (account_id, id) WHERE account_id IS NOT NULL;

CREATE TABLE audit_trails (
  id uuid NOT NULL,
  account_id uuid,
  actor text NOT NULL,              -- an account's id, "operator:<name>" on the command line, or "system"
  action text NOT NULL,
  resource_type text NOT NULL,
  resource_id text NOT NULL,
  old_values jsonb,
  new_values jsonb,
  ip_address inet,
  user_agent text,
  request_id text,
  timestamp timestamptz NOT NULL,
  PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);
CREATE TABLE audit_trails_default PARTITION OF audit_trails DEFAULT;
CREATE INDEX audit_trails_account ON audit_trails (account_id, id) WHERE account_id IS NOT NULL;

CREATE TABLE outbox (
  id uuid NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  account_id uuid,
  event_type text NOT NULL,
  payload jsonb NOT NULL,
  published_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
