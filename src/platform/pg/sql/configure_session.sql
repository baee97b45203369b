-- Sets up a new connection for statements that find their rows by key; one text without meaning. $1 statement time-out in ms.
-- Whoever begins a transaction and does not go on, because its process hangs, lets go of its rows after twice that time.
-- One plan for each statement, by index whatever the statistics say: a table analysed while it was small must not be
-- read whole when it has grown, and planning anew costs more than the statement.
SELECT set_config('statement_timeout', $1, false)
  || set_config('idle_in_transaction_session_timeout', (2 * $1::bigint)::text, false)
  || set_config('plan_cache_mode', 'force_generic_plan', false)
  || set_config('enable_seqscan', 'off', false) || set_config('jit', 'off', false)
