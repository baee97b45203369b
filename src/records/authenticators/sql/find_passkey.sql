-- The credential with this id, of whichever account; empty when nobody has it.
SELECT p.account_id, p.id, m.method_type, p.credential_id, p.user_handle, p.public_key, p.sign_count, p.aaguid,
       p.transports, p.is_discoverable, p.backup_eligible, p.backup_state, p.uv_initialized,
       p.attestation_format, p.attestation_trust, p.created_at
FROM passkeys p JOIN user_mfa m ON m.account_id = p.account_id AND m.id = p.id AND m.is_enabled
WHERE p.credential_id = $1
