-- Up Migration

CREATE TABLE throttles (
  key bytea PRIMARY KEY,
  -- GCRA's theoretical arrival time, milliseconds since 1970.
  tat bigint NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE failed_tries (
  identity bytea PRIMARY KEY,
  count integer NOT NULL,
  last timestamptz NOT NULL
);

CREATE TABLE codes (
  opens bytea PRIMARY KEY,
  hashes bytea[] NOT NULL,
  expire timestamptz[] NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  used boolean NOT NULL DEFAULT false,
  -- The last of `expire`.
  expires timestamptz NOT NULL
);
CREATE INDEX codes_expires ON codes (expires);

CREATE TABLE outbox (
  id bytea PRIMARY KEY,
  at timestamptz NOT NULL,
  -- Not before this instant: a sender has it in hand. Infinity: sent, kept for the demo's listing.
  claimable timestamptz NOT NULL,
  -- Nobody to send it to: written so that no table tells who has a phone on record.
  blank boolean NOT NULL DEFAULT false,
  sealed bytea NOT NULL
);
CREATE INDEX outbox_at ON outbox (at);
CREATE INDEX outbox_claimable ON outbox (claimable);

CREATE TABLE passes (
  id bytea PRIMARY KEY,
  key_id text NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  revoked timestamptz
);
CREATE INDEX passes_revoked ON passes (expires) WHERE revoked IS NOT NULL;

CREATE TABLE tallies (
  day date NOT NULL,
  type text NOT NULL,
  result text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (day, type, result)
);

CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL
);
