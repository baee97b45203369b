-- Creates the monthly partitions of `parent` from the month of `first` on, for `months` months, where they are missing. Returns how
-- many were made. A month whose rows already stand in the default partition is left there.
CREATE FUNCTION ensure_month_partitions(parent text, key text, first date, months integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  made integer := 0;
  month date;
  name text;
  occupied boolean;
BEGIN
  FOR i IN 0 .. months - 1 LOOP
    month := (date_trunc('month', first) + make_interval(months => i))::date;
    name := parent || to_char(month, '_YYYY_MM');
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)', parent || '_default', key,
                   month, key, month + interval '1 month') INTO occupied;
    CONTINUE WHEN occupied;
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent, month,
                   month + interval '1 month');
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Drops the monthly partitions of `parent` that end at or before `limit_date`. Returns how many.
CREATE FUNCTION drop_month_partitions(parent text, limit_date date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  dropped integer := 0;
  child text;
BEGIN
  FOR child IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = parent::regclass AND c.relname ~ '_\d{4}_\d{2}$'
  LOOP
    IF to_date(right(child, 7), 'YYYY_MM') + interval '1 month' <= limit_date THEN
      EXECUTE format('DROP TABLE %I', child);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;

SELECT ensure_month_partitions('security_events', 'created_at', current_date, 3),
       ensure_month_partitions('login_attempts', 'attempted_at', current_date, 3),
       ensure_month_partitions('audit_trails', 'timestamp', current_date, 3),
       ensure_month_partitions('outbox', 'created_at', current_date, 3),
       ensure_month_partitions('deliveries', 'created_at', current_date, 3);
