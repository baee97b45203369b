-- How many messages wait; always one row.
SELECT count(*) FROM deliveries WHERE status = 'pending'
