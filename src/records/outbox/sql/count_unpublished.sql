-- How many events are not published, counted up to $1; always one row.
SELECT count(*) FROM (SELECT FROM outbox WHERE published_at IS NULL LIMIT $1) AS counted
