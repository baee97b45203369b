-- How many messages wait and how many are dead letters, by channel, each status counted up to $1; no row where there are
-- none.
SELECT channel, status, count(*) AS messages
FROM (
  (SELECT channel, status FROM deliveries WHERE status = 'pending' LIMIT $1)
  UNION ALL
  (SELECT channel, status FROM deliveries WHERE status = 'dead' LIMIT $1)
) AS counted
GROUP BY channel, status
