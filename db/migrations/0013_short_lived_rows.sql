-- Rows that are changed soon after they are made: with room in their page the change needs no new entry in any index.
ALTER TABLE sign_ins SET (fillfactor = 50);
