-- The sealed value of a name; empty when there is none yet.
SELECT value FROM service_keys WHERE name = $1
