-- Up Migration
-- What a source said of two of its own numbers for people, by their keys in `blind_keys`: that they are one person, of
-- whom the one or the other goes on or both do, or that they are two people. The latest time of each stays, nothing
-- else: whatever the order of arrival, it ends alike. Each pair stands here twice, once from either side.
CREATE TABLE merges (
  key bytea NOT NULL,
  other bytea NOT NULL,
  into_key timestamptz,
  into_other timestamptz,
  linked timestamptz,
  parted timestamptz,
  -- The last arrival.
  at timestamptz NOT NULL,
  PRIMARY KEY (key, other),
  CHECK (key <> other)
);

ALTER TABLE people
  -- With whom the descriptions alone make this one person, where a merge makes `survivor` another; else nothing.
  ADD COLUMN linked bigint,
  -- People of whom their source says that they are others.
  ADD COLUMN parted_from bigint[];

GRANT SELECT, INSERT, UPDATE, DELETE ON merges TO excelsior_service;
