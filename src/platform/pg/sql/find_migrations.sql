-- Whether there is a table of applied migrations; always one row.
SELECT to_regclass('schema_migrations') IS NOT NULL
