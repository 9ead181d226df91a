-- Up Migration
-- What each table is for, how long its rows stay and what a thief would see of it: packages/store/README.md.
-- The registry's tables have no foreign keys: they are written in one place, by one writer at a time, and
-- checking each row against its person again would cost as much as storing it.

CREATE FUNCTION instant(milliseconds double precision) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN to_timestamp(milliseconds / 1000);

CREATE FUNCTION milliseconds(at timestamptz) RETURNS double precision
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
  RETURN round(extract(epoch FROM at) * 1000)::double precision;

CREATE TABLE sources (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  jurisdiction text NOT NULL,
  zone text NOT NULL,
  trial boolean NOT NULL
);

-- Changed by whoever writes to the registry: what a writer read is still so if this is still the same.
CREATE TABLE registry_turn (
  turn bytea NOT NULL
);
INSERT INTO registry_turn VALUES ('\x00');

-- One step hands a process the numbers of a thousand new people and identities.
CREATE SEQUENCE registry_numbers AS bigint START 1000 INCREMENT 1000 MINVALUE 1000;

CREATE TABLE people (
  id bigint PRIMARY KEY,
  -- Whom this person was found to be one with: the least id of them, or the own one.
  survivor bigint NOT NULL,
  data_key bytea NOT NULL,
  changed_at timestamptz NOT NULL,
  -- People who were joined with this one and taken apart again by somebody.
  apart_from bigint[],
  decoy boolean NOT NULL DEFAULT false
);
CREATE INDEX people_joined ON people (survivor) WHERE survivor <> id;
CREATE UNIQUE INDEX people_decoy ON people (decoy) WHERE decoy;

CREATE TABLE identities (
  person bigint NOT NULL,
  id bigint NOT NULL,
  source integer NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (person, id)
);

CREATE TABLE blind_keys (
  key bytea NOT NULL,
  person bigint NOT NULL,
  PRIMARY KEY (key, person)
);

CREATE TABLE records (
  source integer NOT NULL,
  key bytea NOT NULL,
  person bigint NOT NULL,
  series bytea,
  sealed bytea NOT NULL,
  PRIMARY KEY (source, key)
);
CREATE INDEX records_person ON records (person);

CREATE TABLE overrides (
  source integer NOT NULL,
  -- A record's key or series.
  name bytea NOT NULL,
  tag bytea NOT NULL,
  -- The quarantined input which holds the record back; none where a later report replaced the whole series.
  entry bytea,
  sealed bytea NOT NULL,
  PRIMARY KEY (source, name, tag)
);
CREATE INDEX overrides_entry ON overrides (entry) WHERE entry IS NOT NULL;

CREATE TABLE reports (
  source integer NOT NULL,
  digest bytea NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (source, digest)
);

CREATE TABLE reviews (
  one bigint NOT NULL,
  other bigint NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (one, other),
  CHECK (one < other)
);

CREATE TABLE quarantine (
  id bytea PRIMARY KEY,
  source integer NOT NULL REFERENCES sources,
  at timestamptz NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  segment text,
  field integer,
  times integer NOT NULL DEFAULT 1,
  sealed bytea NOT NULL
);
CREATE INDEX quarantine_at ON quarantine (at);
