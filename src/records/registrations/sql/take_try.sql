-- Counts a try at the code; empty when the registration is unknown, completed, expired or out of tries.
UPDATE registrations SET tries = tries + 1
WHERE id = $1 AND tries < $2 AND completed_at IS NULL AND expires_at > $3
RETURNING id, identifier_kind, identifier_canonical, identifier_display, password_hash, display_name, account_type, locale,
       time_zone, consents, code_mac, code_expires_at, tries, sends, resend_after, completed_at, expires_at, created_at
