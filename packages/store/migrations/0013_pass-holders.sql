-- Up Migration
-- Whose pass it is, as a keyed hash: enough to withdraw all passes of one person, and to nobody else a name.
ALTER TABLE passes ADD COLUMN holder bytea;
CREATE INDEX passes_holder ON passes (holder) WHERE holder IS NOT NULL;
