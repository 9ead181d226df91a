-- Up Migration
-- What a source may hand in, and by what it proves who it is: public keys (JWKs) over HTTP, certificates over MLLP.
-- All of it is public.
ALTER TABLE sources
  ADD COLUMN scopes text[] NOT NULL DEFAULT '{}',
  ADD COLUMN keys jsonb NOT NULL DEFAULT '[]';

-- SHA-256 of a whole certificate, or of its subject public key info. One sender's only.
CREATE TABLE source_pins (
  pin bytea PRIMARY KEY,
  source integer NOT NULL REFERENCES sources ON DELETE CASCADE
);
CREATE INDEX ON source_pins (source);

-- Keyed hashes of the ids of signed assertions that were used: each opens once, whatever process it reaches.
CREATE TABLE used_assertions (
  id bytea PRIMARY KEY,
  expires timestamptz NOT NULL
);
CREATE INDEX ON used_assertions (expires);

GRANT SELECT, INSERT, DELETE ON source_pins, used_assertions TO excelsior_service;
