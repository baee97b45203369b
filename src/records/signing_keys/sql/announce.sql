-- Tells every instance at the commit that the keys have changed; always one row.
SELECT pg_notify('gatehouse_signing_keys', '') IS NOT NULL
