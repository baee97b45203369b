-- Every role, by name.
SELECT name, permissions, created_at FROM roles ORDER BY name
