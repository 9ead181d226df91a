-- Up Migration

-- Which pass the phones hold that got one for their own wallet.
CREATE TABLE phone_passes (
  -- Keyed hash of person and type.
  serial bytea PRIMARY KEY,
  pass_id bytea NOT NULL,
  -- As in passes: a withdrawn key withdraws its passes.
  key_id text NOT NULL
);
CREATE INDEX phone_passes_pass ON phone_passes (pass_id);
CREATE INDEX phone_passes_key ON phone_passes (key_id);

CREATE TABLE phone_devices (
  -- Keyed hash of what the phone calls itself.
  device bytea NOT NULL,
  serial bytea NOT NULL REFERENCES phone_passes ON DELETE CASCADE,
  -- Where to tell the phone that something changed.
  sealed bytea NOT NULL,
  at timestamptz NOT NULL,
  -- When it was told that its pass was withdrawn.
  told timestamptz,
  tries integer NOT NULL DEFAULT 0,
  next_try timestamptz,
  PRIMARY KEY (device, serial)
);
CREATE INDEX phone_devices_serial ON phone_devices (serial);

GRANT SELECT, INSERT, UPDATE, DELETE ON phone_passes, phone_devices TO excelsior_service;
