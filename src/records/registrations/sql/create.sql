-- Adds a registration; returns nothing.
INSERT INTO registrations
  (id, identifier_kind, identifier_canonical, identifier_display, password_hash, display_name, account_type, locale,
   time_zone, consents, code_mac, code_expires_at, resend_after, expires_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
