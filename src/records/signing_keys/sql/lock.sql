-- Makes the transaction the only one that changes the keys; always one row.
SELECT pg_advisory_xact_lock(hashtext('gatehouse signing keys')) IS NOT NULL
