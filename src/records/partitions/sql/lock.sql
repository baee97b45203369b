-- Makes the transaction the only one that makes and drops partitions; always one row.
SELECT pg_advisory_xact_lock(hashtext('gatehouse partitions')) IS NOT NULL
