-- Adds a sealed value; affects no row when the name has one.
INSERT INTO service_keys (name, value, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING
