-- Up Migration
-- Letters leave by another way than texts and calls: who takes the ones for sending leaves the others.
ALTER TABLE outbox ADD COLUMN letter boolean NOT NULL DEFAULT false;
