-- Removes a batch of counts of days before $1; affects at most $2 rows.
DELETE FROM message_budgets
WHERE (subject, day) IN (SELECT subject, day FROM message_budgets WHERE day < $1::timestamptz::date LIMIT $2)
