-- Adds the credential of a factor; affects no row when some account has this credential already.
INSERT INTO passkeys
  (account_id, id, credential_id, user_handle, public_key, sign_count, aaguid, transports, is_discoverable,
   backup_eligible, backup_state, uv_initialized, attestation_format, attestation_trust, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT ON CONSTRAINT passkeys_credential_id DO NOTHING
