-- One registration; empty when the id names none.
SELECT id, identifier_kind, identifier_canonical, identifier_display, password_hash, display_name, account_type, locale,
       time_zone, consents, code_mac, code_expires_at, tries, sends, resend_after, completed_at, expires_at, created_at
FROM registrations WHERE id = $1
