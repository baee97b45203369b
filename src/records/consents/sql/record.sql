-- Records what a person decided; affects a row for each consent. $2 consent type → given, $3 where it was decided.
INSERT INTO consents (account_id, consent_type, consent_given, consent_date, consent_source)
SELECT $1, decided.key, decided.value::boolean, $4, $3
FROM jsonb_each_text($2) decided
ON CONFLICT (account_id, consent_type) DO UPDATE
SET consent_given = excluded.consent_given, consent_date = excluded.consent_date,
    consent_source = excluded.consent_source
