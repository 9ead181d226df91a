-- Up Migration
-- Credentials in other wallets: each is a pass of its own, with a place in a status list. No name, nothing about the
-- person.
CREATE SEQUENCE wallet_status_numbers MINVALUE 0 START 0;
CREATE TABLE wallet_credentials (
  pass_id bytea PRIMARY KEY REFERENCES passes ON DELETE CASCADE,
  -- The pass that it was made of.
  origin bytea,
  status_number bigint NOT NULL UNIQUE
);
CREATE INDEX wallet_credentials_origin ON wallet_credentials (origin) WHERE origin IS NOT NULL;

-- Whoever withdraws a pass withdraws what was made of it.
CREATE FUNCTION withdraw_wallet_credentials() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE passes SET revoked = NEW.revoked
  FROM wallet_credentials w WHERE w.origin = NEW.id AND passes.id = w.pass_id AND passes.revoked IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER withdraw_wallet_credentials AFTER UPDATE OF revoked ON passes
  FOR EACH ROW WHEN (OLD.revoked IS NULL AND NEW.revoked IS NOT NULL)
  EXECUTE FUNCTION withdraw_wallet_credentials();

-- What wallets hold while they fetch a credential: keyed hashes of codes, tokens and used nonces, with what they open
-- under a key that is made of them and kept nowhere.
CREATE TABLE wallet_grants (
  id bytea PRIMARY KEY,
  sealed bytea NOT NULL,
  uses integer NOT NULL DEFAULT 0,
  expires timestamptz NOT NULL
);
CREATE INDEX wallet_grants_expires ON wallet_grants (expires);

GRANT SELECT, INSERT, DELETE ON wallet_credentials TO excelsior_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON wallet_grants TO excelsior_service;
GRANT USAGE ON SEQUENCE wallet_status_numbers TO excelsior_service;
