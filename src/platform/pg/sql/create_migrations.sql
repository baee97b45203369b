-- Returns nothing: the table of applied migrations.
CREATE TABLE IF NOT EXISTS schema_migrations (
  number integer PRIMARY KEY,
  name text NOT NULL,
  checksum bigint NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)
