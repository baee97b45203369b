-- Holds an open sign-in; affects no row when it is closed or expired.
UPDATE sign_ins SET state = 'open' WHERE id = $1 AND state = 'open' AND expires_at > $2
