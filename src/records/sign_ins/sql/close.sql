-- Closes an open sign-in as complete or denied; affects no row when it is closed or expired.
UPDATE sign_ins SET state = $2 WHERE id = $1 AND state = 'open' AND expires_at > $3
