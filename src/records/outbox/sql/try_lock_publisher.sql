-- Whether this transaction is now the only publisher; always one row.
SELECT pg_try_advisory_xact_lock(hashtext('gatehouse outbox publisher'))
