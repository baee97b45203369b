-- Uses up the secret of a challenge; affects no row when it is another one by now, or used.
UPDATE challenges SET secret = NULL WHERE owner_id = $1 AND method_type = $2 AND secret = $3
