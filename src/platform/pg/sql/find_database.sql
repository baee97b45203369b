-- One row when the private server already has the service's database, else empty.
SELECT 1 AS found FROM pg_database WHERE datname = 'gatehouse'
