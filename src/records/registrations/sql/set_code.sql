-- Replaces the MAC of a registration's code; returns nothing.
UPDATE registrations SET code_mac = $2 WHERE id = $1
