-- Up Migration
-- How the rows of a source's CSV files are read, as it was declared: JSON, and nothing personal.
ALTER TABLE sources ADD COLUMN mapping text;
