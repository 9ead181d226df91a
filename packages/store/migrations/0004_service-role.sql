-- Up Migration
-- The role as which the service works, whatever it logged in as. It is the cluster's, not this database's:
-- another database may have made it already, or be making it.
DO $$
BEGIN
  -- Who may not make roles needs this one made beforehand.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'excelsior_service') THEN
    CREATE ROLE excelsior_service NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END $$;

DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'excelsior_service', 'SET') THEN
    EXECUTE format('GRANT excelsior_service TO %I WITH SET TRUE', current_user);
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO excelsior_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  sources, people, identities, blind_keys, records, overrides, reports, reviews, quarantine,
  throttles, failed_tries, codes, outbox, passes, tallies, settings TO excelsior_service;
GRANT SELECT, UPDATE ON registry_turn TO excelsior_service;
GRANT USAGE ON SEQUENCE registry_numbers TO excelsior_service;
GRANT SELECT, INSERT ON audit TO excelsior_service;
GRANT EXECUTE ON FUNCTION audit_purge() TO excelsior_service;
