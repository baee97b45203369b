-- A new code with new tries; affects no row when it is too soon, too often, completed or expired.
UPDATE registrations
SET code_mac = $2, code_expires_at = $3, resend_after = $4, tries = 0, sends = sends + 1
WHERE id = $1 AND sends < $5 AND resend_after <= $6 AND completed_at IS NULL AND expires_at > $6
