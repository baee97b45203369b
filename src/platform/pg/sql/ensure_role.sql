-- Returns nothing: makes the service's role in the private server unless it exists.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gatehouse') THEN
    CREATE ROLE gatehouse LOGIN;
  END IF;
END $$
