-- Up Migration
-- FHIR: the links of a Patient are a state, and what a later version leaves out is over. What the Patient of `key` said,
-- by kind, beside what messages say of the two numbers.
ALTER TABLE merges
  ADD COLUMN link_into_key timestamptz,
  ADD COLUMN link_into_other timestamptz,
  ADD COLUMN link_linked timestamptz;

-- The latest version of the Patient of each number: what they said before and do not say in it, is taken back by it.
CREATE TABLE patient_versions (
  key bytea PRIMARY KEY,
  version timestamptz NOT NULL,
  -- The last arrival.
  at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON patient_versions TO excelsior_service;
