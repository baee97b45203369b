-- A device token leaves out the second factor only when it was handed out by the answer that made the device trusted, or
-- after it by a sign-in that showed such a token. A row is found by its traits too, which can be imitated.

-- Which trust of this device counts. It grows each time that the device becomes trusted; tokens name the one that they are of.
ALTER TABLE trusted_devices ADD COLUMN trust_generation integer NOT NULL DEFAULT 0;
-- Of the device token that the client showed.
ALTER TABLE sign_ins ADD COLUMN trust_generation integer NOT NULL DEFAULT 0;

-- Tokens from before name none, so that nobody could make use of these.
UPDATE trusted_devices SET is_trusted = false, trusted_until = NULL WHERE is_trusted;
