-- One challenge; empty when the method was not asked for yet.
SELECT factor_id, secret, failures, sends, resend_after, expires_at
FROM challenges WHERE owner_id = $1 AND method_type = $2
