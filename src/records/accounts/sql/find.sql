-- Accounts with their primary identifiers; no row where an id names none.
SELECT g.ordinal, a.id, a.account_type, a.status, a.email, a.email_verified, a.phone, a.phone_verified, a.username,
       a.display_name, a.locale, a.time_zone, a.roles,
       nullif(a.security_profile_id, '00000000-0000-7000-8000-000000000001') AS security_profile_id,
       a.created_at
FROM unnest($1::uuid[]) WITH ORDINALITY AS g(id, ordinal) JOIN accounts a ON a.id = g.id
