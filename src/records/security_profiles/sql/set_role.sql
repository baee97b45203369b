-- Makes a role or gives it other permissions; affects one row.
INSERT INTO roles (name, permissions, created_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET permissions = $2
