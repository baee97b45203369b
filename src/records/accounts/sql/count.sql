-- The number of accounts; always one row. Reads the whole index: for the command line, not for a request.
SELECT count(*) FROM accounts
