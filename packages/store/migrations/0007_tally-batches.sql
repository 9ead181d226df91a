-- Up Migration
-- Keys of batches of counts that were added: the same batch again counts nothing. Drawn by chance for each batch.
CREATE TABLE tally_batches (
  key bytea PRIMARY KEY,
  at timestamptz NOT NULL
);
CREATE INDEX ON tally_batches (at);
GRANT SELECT, INSERT, DELETE ON tally_batches TO excelsior_service;
