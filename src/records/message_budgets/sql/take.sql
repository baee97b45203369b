-- Counts one message of the day, affects no row when the limit is reached.
INSERT INTO message_budgets AS b (subject, day, sent) VALUES ($1, $3::timestamptz::date, 1)
ON CONFLICT (subject, day) DO UPDATE SET sent = b.sent + 1 WHERE b.sent < $2
