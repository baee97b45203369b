-- Number and checksum of each applied migration, in order.
SELECT number, checksum FROM schema_migrations ORDER BY number
