-- New tries and a new time for another code; affects no row when it is too soon, too often, completed or expired.
UPDATE registrations
SET code_expires_at = $2, resend_after = $3, tries = 0, sends = sends + 1
WHERE id = $1 AND sends < $4 AND resend_after <= $5 AND completed_at IS NULL AND expires_at > $5
