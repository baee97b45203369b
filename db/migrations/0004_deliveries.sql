-- Messages on their way to people. The id is the idempotency key: whoever queues a message chooses it.

CREATE TABLE deliveries (
  id uuid NOT NULL,
  account_id uuid,
  channel text NOT NULL CHECK (channel IN ('email', 'sms')),
  recipient text NOT NULL,
  message text NOT NULL,            -- the template's name
  locale text NOT NULL,
  payload bytea,                    -- the template's values, sealed: they hold codes. Gone once the message is
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'dead')),
  attempts smallint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  last_error text,
  expires_at timestamptz NOT NULL,  -- a code that arrives late helps nobody
  finished_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE status = 'pending';
CREATE INDEX deliveries_dead ON deliveries (id) WHERE status = 'dead';
