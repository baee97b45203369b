-- Whether a credential's user verification counts (Web Authentication Level 3, section 4, uvInitialized). A key that was added
-- without a PIN gets its first one from whoever holds it: until the owner has shown it beside the password, it proves
-- possession and no more. Credentials of this device were made with it; of other keys nobody knows any more.

ALTER TABLE passkeys ADD COLUMN uv_initialized boolean NOT NULL DEFAULT false;
UPDATE passkeys p SET uv_initialized = true FROM user_mfa m
WHERE m.account_id = p.account_id AND m.id = p.id AND m.method_type = 'biometric';
