-- How many monthly partitions were old enough to be dropped; always one row.
SELECT drop_month_partitions($1, ($2::timestamptz AT TIME ZONE 'UTC')::date)
