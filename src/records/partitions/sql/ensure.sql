-- How many monthly partitions were missing and made; always one row.
SELECT ensure_month_partitions($1, $2, ($3::timestamptz AT TIME ZONE 'UTC')::date, $4)
