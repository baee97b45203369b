-- Pushes to an account since $2: how many, and how many were denied; always one row.
SELECT count(*) AS asked, count(*) FILTER (WHERE state = 'denied') AS denied
FROM approvals WHERE account_id = $1 AND kind = 'push' AND created_at > $2
