-- Makes this connection the only one that migrates; waits for another. One row without meaning.
SELECT pg_advisory_lock(hashtext('gatehouse migrations'))
