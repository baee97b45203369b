-- What roles and security profiles permit is held in every instance's memory: whoever changes them tells all at the commit.

-- Who does an operator's work has this permission; the name of a role means nothing.
UPDATE roles SET permissions = array_append(permissions, 'operator')
WHERE name = 'operator' AND NOT 'operator' = ANY (permissions);

CREATE FUNCTION announce_access_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_access_rules', '');
  RETURN NULL;
END $$;

CREATE TRIGGER announce_access_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON roles
  FOR EACH STATEMENT EXECUTE FUNCTION announce_access_rules();
CREATE TRIGGER announce_access_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON security_profiles
  FOR EACH STATEMENT EXECUTE FUNCTION announce_access_rules();
